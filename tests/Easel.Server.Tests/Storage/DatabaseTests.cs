using Easel.Server.Storage;
using Easel.Tests;

namespace Easel.Server.Tests.Storage;

public sealed class DatabaseTests : IDisposable
{
    private const string Count = "SELECT COUNT(*) FROM numbers";

    private readonly TestFolder _folder = new();

    [Fact]
    public void What_is_read_is_of_one_moment_whatever_is_written_meanwhile()
    {
        using var database = Database.Open(_folder.PathOf("easel.db"));

        (long before, long after) = database.Read(connection =>
        {
            long first = connection.Number(Count);
            database.Write(writer => writer.Execute("INSERT INTO numbers (name, value) VALUES ('a number', 1)"));
            return (first, connection.Number(Count));
        });

        Assert.Equal(before, after);
        Assert.Equal(before + 1, database.Read(connection => connection.Number(Count)));
    }

    public void Dispose() => _folder.Dispose();
}
