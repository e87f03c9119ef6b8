using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Easel.Server.Storage;

/// <summary>The server's SQLite database (WAL): one writer at a time, readers beside it. What was written is on the disk when the call returns.</summary>
internal sealed class Database : IDisposable
{
    private const int MostReaders = 16;

    // KiB of pages that a connection keeps; the system has the file in memory once for all of them.
    private const int ReaderCache = 512;

    private readonly string _file;
    private readonly Lock _lock = new();
    private readonly SqliteConnection _writer;
    private readonly ConcurrentBag<SqliteConnection> _readers = [];
    private readonly List<Action> _after = [];
    private bool _isWriting;

    private Database(string file, SqliteConnection writer) => (_file, _writer) = (file, writer);

    /// <summary>Opens a database, makes it where it is missing, and brings an older one's schema up to date.</summary>
    /// <exception cref="IOException">It cannot be used.</exception>
    public static Database Open(string file)
    {
        SqliteConnection? writer = null;
        try
        {
            writer = Connect(file, SqliteOpenMode.ReadWriteCreate);
            writer.Execute("PRAGMA journal_mode = WAL");
            writer.Execute("PRAGMA synchronous = FULL");

            // What is deleted is overwritten with zeros, and nothing of it goes to files elsewhere: see Traces.
            writer.Execute("PRAGMA secure_delete = ON");
            writer.Execute("PRAGMA temp_store = MEMORY");
            writer.Execute("PRAGMA busy_timeout = 1000");
            Schema.BringUpToDate(writer, file);
            return new Database(file, writer);
        }
        catch (SqliteException error)
        {
            writer?.Dispose();
            throw new IOException($"{file}: the database cannot be opened: {error.Message} If it is damaged, move it away; pictures beside it stay.", error);
        }
        catch
        {
            writer?.Dispose();
            throw;
        }
    }

    /// <summary>How often something was brought to the disk.</summary>
    internal long Writes { get; private set; }

    /// <summary>Changes something, whole or not at all. Nobody else writes meanwhile.</summary>
    public T Write<T>(Func<SqliteConnection, T> work)
    {
        lock (_lock)
        {
            if (_isWriting)
            {
                return work(_writer);
            }

            _isWriting = true;
            try
            {
                T result;
                using (SqliteTransaction transaction = _writer.BeginTransaction(deferred: false))
                {
                    result = work(_writer);
                    transaction.Commit();
                }

                Writes++;

                // Within the lock, so that what is told comes in the order of what was done.
                foreach (Action action in _after)
                {
                    action();
                }

                return result;
            }
            catch (SqliteException error) when (DatabaseProblem.Of(error, _file) is IOException told)
            {
                throw told;
            }
            finally
            {
                _after.Clear();
                _isWriting = false;
            }
        }
    }

    /// <inheritdoc cref="Write{T}(Func{SqliteConnection, T})"/>
    public void Write(Action<SqliteConnection> work) => Write(connection =>
    {
        work(connection);
        return true;
    });

    /// <summary>Does something when the present change is on the disk, and not if it fails; it must neither wait nor write.</summary>
    public void AfterWrite(Action action)
    {
        lock (_lock)
        {
            (_isWriting ? _after.Add : (Action<Action>)(now => now()))(action);
        }
    }

    /// <summary>Writes all of the log into the database, and leaves nothing of it.</summary>
    /// <returns>false if somebody reads what is in it</returns>
    public bool EmptyLog()
    {
        lock (_lock)
        {
            return _writer.Number("PRAGMA wal_checkpoint(TRUNCATE)") == 0;
        }
    }

    /// <summary>Reads something, as it was when this began.</summary>
    public T Read<T>(Func<SqliteConnection, T> work)
    {
        SqliteConnection connection = _readers.TryTake(out SqliteConnection? free) ? free : ConnectReader();
        try
        {
            T result;
            using (SqliteTransaction transaction = connection.BeginTransaction(deferred: true))
            {
                result = work(connection);
                transaction.Commit();
            }

            if (_readers.Count < MostReaders)
            {
                _readers.Add(connection);
                connection = null!;
            }

            return result;
        }
        finally
        {
            connection?.Dispose();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        while (_readers.TryTake(out SqliteConnection? reader))
        {
            reader.Dispose();
        }

        lock (_lock)
        {
            _writer.Dispose();
        }
    }

    private SqliteConnection ConnectReader()
    {
        SqliteConnection reader = Connect(_file, SqliteOpenMode.ReadWrite);
        reader.Execute(string.Create(CultureInfo.InvariantCulture, $"PRAGMA cache_size = -{ReaderCache}"));
        return reader;
    }

    private static SqliteConnection Connect(string file, SqliteOpenMode mode)
    {
        SqliteConnection connection = new(new SqliteConnectionStringBuilder { DataSource = file, Mode = mode, Pooling = false, DefaultTimeout = 30 }.ToString());
        connection.Open();
        return connection;
    }
}
