using Microsoft.Data.Sqlite;

namespace Easel.Server.Storage;

/// <summary>
/// What is left of rows that were deleted, prompts above all. SQLite overwrites the rows themselves (<c>secure_delete</c>); but older copies lie in the log beside the database until that is
/// emptied, and words in the full-text index until its parts are merged. FTS5's own <c>secure-delete</c> is not used: with 50,000 pictures it takes 29 ms for each that is erased, and
/// leaves beginnings of words; merging once, for however many, takes about a second, in small parts.
/// </summary>
internal static class Traces
{
    private const string InLog = "traces";
    private const string InWords = "traces of words";

    // https://www.sqlite.org/fts5.html#the_merge_command: others write between the parts.
    private const int PagesAtOnce = 200;

    /// <summary>Takes note, within a change, that something was deleted.</summary>
    /// <param name="connection">The database.</param>
    /// <param name="hasWords">Whether it was in the full-text index.</param>
    public static void Note(SqliteConnection connection, bool hasWords)
    {
        const string sql = "INSERT INTO numbers (name, value) VALUES (@name, 1) ON CONFLICT (name) DO UPDATE SET value = value + 1";
        connection.Execute(sql, ("@name", InLog));
        if (hasWords)
        {
            connection.Execute(sql, ("@name", InWords));
        }
    }

    /// <summary>Removes what is left since the last time.</summary>
    /// <returns>false if somebody reads what is to be removed: to be tried again</returns>
    public static bool Remove(Database database)
    {
        (long log, long words) = database.Read(connection => (CountOf(connection, InLog), CountOf(connection, InWords)));
        if (log == 0)
        {
            return true;
        }

        if (words > 0)
        {
            // The first asks for all parts to become one, however few they are.
            for (bool isFirst = true; Merge(database, isFirst); isFirst = false)
            {
            }

            Clear(database, InWords, words);
        }

        bool isEmpty = database.EmptyLog();
        if (isEmpty)
        {
            Clear(database, InLog, log);
        }

        return isEmpty;
    }

    /// <summary>Takes the note away; what was deleted meanwhile is for the next time.</summary>
    private static void Clear(Database database, string name, long count)
        => database.Write(connection => connection.Execute("DELETE FROM numbers WHERE name = @name AND value = @count", ("@name", name), ("@count", count)));

    private static bool Merge(Database database, bool isFirst) => database.Write(connection =>
    {
        const string changes = "SELECT total_changes()";
        long before = connection.Number(changes);
        connection.Execute("INSERT INTO pictures_text (pictures_text, rank) VALUES ('merge', @pages)", ("@pages", isFirst ? -PagesAtOnce : PagesAtOnce));
        return connection.Number(changes) - before >= 2;
    });

    private static long CountOf(SqliteConnection connection, string name) => connection.Number("SELECT value FROM numbers WHERE name = @name", ("@name", name));
}
