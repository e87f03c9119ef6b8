using Microsoft.Data.Sqlite;

namespace Easel.Server.Storage;

/// <summary>The tables, version by version. A version that was published is never changed: what is new is a further one.</summary>
internal static class Schema
{
    private static readonly string[] s_versions =
    [
        """
        CREATE TABLE jobs (
            id TEXT NOT NULL PRIMARY KEY,
            state TEXT NOT NULL,
            wish TEXT,                      -- what a running job is to become after its step: cancelled, paused
            priority INTEGER NOT NULL,
            place REAL NOT NULL,            -- among those of a priority
            owner TEXT NOT NULL,
            source TEXT NOT NULL,
            key TEXT,
            model TEXT NOT NULL,
            network TEXT NOT NULL,          -- what must be in memory: jobs of one network need no change of it
            joint TEXT NOT NULL,            -- jobs that have this in common can be painted side by side
            request TEXT NOT NULL,
            pictures INTEGER NOT NULL,
            shown INTEGER NOT NULL,
            created INTEGER NOT NULL,       -- moments are milliseconds since 1970
            started INTEGER,
            finished INTEGER,
            attempts INTEGER NOT NULL DEFAULT 0,
            error TEXT,
            warnings TEXT NOT NULL DEFAULT '[]',
            skipped TEXT NOT NULL DEFAULT '[]'  -- indexes of pictures that are not to be painted
        );
        CREATE INDEX jobs_queue ON jobs (priority DESC, place) WHERE state IN ('queued', 'running');
        CREATE INDEX jobs_network ON jobs (network, priority, place) WHERE state IN ('queued', 'running');
        CREATE INDEX jobs_joint ON jobs (joint, priority, place) WHERE state IN ('queued', 'running');
        CREATE INDEX jobs_state ON jobs (state, priority DESC, place);
        CREATE INDEX jobs_owner ON jobs (state, owner, pictures);
        CREATE INDEX jobs_place ON jobs (place);
        CREATE INDEX jobs_over ON jobs (finished DESC, id DESC) WHERE finished IS NOT NULL;
        CREATE INDEX jobs_hidden ON jobs (finished) WHERE finished IS NOT NULL AND shown = 0;
        CREATE UNIQUE INDEX jobs_key ON jobs (owner, key) WHERE key IS NOT NULL AND state IN ('queued', 'running', 'paused');

        CREATE TABLE pictures (
            number INTEGER PRIMARY KEY,
            id TEXT NOT NULL UNIQUE,
            job TEXT NOT NULL,
            place INTEGER NOT NULL,         -- which of the job's pictures
            seed INTEGER NOT NULL,
            width INTEGER NOT NULL,
            height INTEGER NOT NULL,
            created INTEGER NOT NULL,
            file TEXT NOT NULL,
            sha256 TEXT NOT NULL,
            request TEXT NOT NULL,
            model TEXT NOT NULL,
            owner TEXT NOT NULL,
            shown INTEGER NOT NULL,
            favourite INTEGER NOT NULL DEFAULT 0,
            deleted INTEGER,
            UNIQUE (job, place)
        );
        CREATE INDEX pictures_shown ON pictures (id) WHERE shown = 1;
        CREATE INDEX pictures_favourite ON pictures (id) WHERE favourite = 1;
        CREATE INDEX pictures_bin ON pictures (id) WHERE deleted IS NOT NULL;
        CREATE VIRTUAL TABLE pictures_text USING fts5 (prompt, negative, content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3');

        CREATE TABLE litter (file TEXT NOT NULL PRIMARY KEY);  -- files that are to be deleted, and perhaps are
        CREATE TABLE numbers (name TEXT NOT NULL PRIMARY KEY, value INTEGER NOT NULL);
        """,
        """
        CREATE TABLE sessions (
            hash TEXT NOT NULL PRIMARY KEY, -- of what the browser has
            name TEXT NOT NULL,             -- of the token that was shown
            token TEXT NOT NULL,            -- its hash: a session ends with its token
            ends INTEGER NOT NULL
        );

        CREATE TABLE studies (
            id TEXT NOT NULL PRIMARY KEY,
            owner TEXT NOT NULL,
            created INTEGER NOT NULL,
            body TEXT NOT NULL,             -- what was asked, its seed drawn
            cancelled INTEGER NOT NULL DEFAULT 0
        );
        CREATE TABLE study_cells (
            study TEXT NOT NULL,
            place INTEGER NOT NULL,         -- column by column, row by row, block by block
            job TEXT,                       -- none until it is submitted
            PRIMARY KEY (study, place)
        ) WITHOUT ROWID;
        CREATE INDEX study_cells_job ON study_cells (job);
        """,
    ];

    /// <summary>Applies the versions that a database does not have yet.</summary>
    /// <exception cref="IOException">It is of a newer Easel, or of another program.</exception>
    public static void BringUpToDate(SqliteConnection connection, string file)
    {
        long version = connection.Number("PRAGMA user_version");
        if (version > s_versions.Length)
        {
            throw new IOException($"{file}: the database was written by a newer Easel (its version is {version}, and this Easel knows {s_versions.Length}). Use that one, or choose another folder: {DataFolder.Option}");
        }

        if (version < 0)
        {
            throw new IOException($"{file}: this is no database of Easel's (its version is {version}). Choose another folder: {DataFolder.Option}");
        }

        for (; version < s_versions.Length; version++)
        {
            using SqliteTransaction transaction = connection.BeginTransaction(deferred: false);
            connection.Execute(s_versions[version]);
            connection.Execute($"PRAGMA user_version = {version + 1}");
            transaction.Commit();
        }
    }
}
