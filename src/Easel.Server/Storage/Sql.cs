using Microsoft.Data.Sqlite;

namespace Easel.Server.Storage;

/// <summary>Plain SQL with as few words as possible. Values go in by names such as <c>@id</c>; none is null.</summary>
internal static class Sql
{
    /// <summary>Changes something.</summary>
    /// <returns>how many rows</returns>
    public static int Execute(this SqliteConnection connection, string sql, params ReadOnlySpan<(string Name, object? Value)> values)
    {
        using SqliteCommand command = Command(connection, sql, values);
        return command.ExecuteNonQuery();
    }

    /// <summary>The rows of a question.</summary>
    public static List<T> Query<T>(this SqliteConnection connection, string sql, Func<SqliteDataReader, T> read, params ReadOnlySpan<(string Name, object? Value)> values)
    {
        using SqliteCommand command = Command(connection, sql, values);
        using SqliteDataReader reader = command.ExecuteReader();
        List<T> rows = [];
        while (reader.Read())
        {
            rows.Add(read(reader));
        }

        return rows;
    }

    /// <summary>The only row of a question; none if there is none.</summary>
    public static T? First<T>(this SqliteConnection connection, string sql, Func<SqliteDataReader, T> read, params ReadOnlySpan<(string Name, object? Value)> values)
        where T : class
    {
        using SqliteCommand command = Command(connection, sql, values);
        using SqliteDataReader reader = command.ExecuteReader();
        return reader.Read() ? read(reader) : null;
    }

    /// <summary>A whole number.</summary>
    public static long Number(this SqliteConnection connection, string sql, params ReadOnlySpan<(string Name, object? Value)> values)
    {
        using SqliteCommand command = Command(connection, sql, values);
        return command.ExecuteScalar() is long number ? number : 0;
    }

    /// <summary>A column's text; none if it has none.</summary>
    public static string? TextOrNone(this SqliteDataReader reader, string column) => reader.GetOrdinal(column) is var at && reader.IsDBNull(at) ? null : reader.GetString(at);

    /// <summary>A column's text.</summary>
    public static string Text(this SqliteDataReader reader, string column) => reader.GetString(reader.GetOrdinal(column));

    /// <summary>A column's whole number.</summary>
    public static long Whole(this SqliteDataReader reader, string column) => reader.GetInt64(reader.GetOrdinal(column));

    /// <summary>A column's moment.</summary>
    public static DateTimeOffset Moment(this SqliteDataReader reader, string column) => DateTimeOffset.FromUnixTimeMilliseconds(reader.Whole(column));

    /// <summary>A column's moment; none if it has none.</summary>
    public static DateTimeOffset? MomentOrNone(this SqliteDataReader reader, string column)
        => reader.GetOrdinal(column) is var at && reader.IsDBNull(at) ? null : DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(at));

    private static SqliteCommand Command(SqliteConnection connection, string sql, ReadOnlySpan<(string Name, object? Value)> values)
    {
        SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        foreach ((string name, object? value) in values)
        {
            command.Parameters.AddWithValue(name, value switch
            {
                null => DBNull.Value,
                DateTimeOffset moment => moment.ToUnixTimeMilliseconds(),
                _ => value,
            });
        }

        return command;
    }
}
