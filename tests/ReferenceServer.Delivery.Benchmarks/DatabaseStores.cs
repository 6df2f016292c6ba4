using System;
using System.Collections.Generic;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using LiteDB;
using Microsoft.Data.Sqlite;
using ReferenceServer.Delivery.Store;

namespace ReferenceServer.Delivery.Benchmarks;

/// <summary>
/// A store on a database, with the same group commit as the journal: what is appended while one transaction is on its way becomes the next. As little as serves the measurement: messages are put in and taken
/// out, and nothing is checked that the journal checks.
/// </summary>
internal abstract class DatabaseStore : IDeliveryStore
{
    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _some = new(0);
    private readonly Thread _writer;
    private List<(StoreRecord Record, IAppended? Appended)> _waiting = [];
    private bool _closing;

    protected DatabaseStore() => _writer = new Thread(Write) { IsBackground = true };

    public abstract Durability Durability { get; }

    public IReadOnlyList<StoredSession> Recovered => [];

    public void Append(in StoreRecord record, IAppended? appended = null)
    {
        lock (_gate)
        {
            _waiting.Add((record, appended));
            if (_waiting.Count == 1)
            {
                _some.Release();
            }
        }
    }

    public ValueTask DisposeAsync()
    {
        _closing = true;
        _some.Release();
        _writer.Join();
        Close();
        return default;
    }

    protected void Start() => _writer.Start();

    protected abstract void Commit(List<(StoreRecord Record, IAppended? Appended)> records);

    protected abstract void Close();

    private void Write()
    {
        var next = new List<(StoreRecord Record, IAppended? Appended)>();
        while (true)
        {
            _some.Wait();
            lock (_gate)
            {
                (_waiting, next) = (next, _waiting);
            }

            if (next.Count == 0 && _closing)
            {
                return;
            }

            Commit(next);
            foreach (var (_, appended) in next)
            {
                appended?.Appended(AppendResult.Stored);
            }

            next.Clear();
        }
    }
}

/// <summary>SQLite with its write-ahead log: synchronous=FULL flushes it at each commit, NORMAL at checkpoints only.</summary>
internal sealed class SqliteStore : DatabaseStore
{
    private readonly SqliteConnection _connection;
    private readonly SqliteCommand _insert;
    private readonly SqliteCommand _delete;

    public SqliteStore(string folder, Durability durability)
    {
        Durability = durability;
        Directory.CreateDirectory(folder);
        _connection = new SqliteConnection($"Data Source={Path.Combine(folder, "store.db")};Pooling=False");
        _connection.Open();
        Run($"PRAGMA journal_mode=WAL; PRAGMA synchronous={(durability == Durability.PowerLoss ? "FULL" : "NORMAL")};");
        Run("CREATE TABLE message (session BLOB, number INTEGER, payload BLOB, PRIMARY KEY (session, number)) WITHOUT ROWID;");
        _insert = Prepare("INSERT INTO message VALUES ($session, $number, $payload)", "$session", "$number", "$payload");
        _delete = Prepare("DELETE FROM message WHERE session = $session AND number <= $number", "$session", "$number");
        Start();
    }

    public override Durability Durability { get; }

    protected override void Commit(List<(StoreRecord Record, IAppended? Appended)> records)
    {
        using var transaction = _connection.BeginTransaction();
        foreach (var (record, _) in records)
        {
            var command = record.Kind == RecordKind.Incoming ? _insert : _delete;
            command.Transaction = transaction;
            command.Parameters[0].Value = record.Session.ToBytes();
            command.Parameters[1].Value = (long)record.Number;
            if (record.Kind == RecordKind.Incoming)
            {
                command.Parameters[2].Value = record.Payload.ToArray();
            }

            command.ExecuteNonQuery();
        }

        transaction.Commit();
    }

    protected override void Close()
    {
        _insert.Dispose();
        _delete.Dispose();
        _connection.Dispose();
    }

    private void Run(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private SqliteCommand Prepare(string sql, params string[] parameters)
    {
        var command = _connection.CreateCommand();
        command.CommandText = sql;
        foreach (var name in parameters)
        {
            command.Parameters.Add(new SqliteParameter { ParameterName = name });
        }

        return command;
    }
}

/// <summary>LiteDB as it comes: it has one way to commit, whatever is asked.</summary>
internal sealed class LiteDbStore : DatabaseStore
{
    private readonly LiteDatabase _database;
    private readonly ILiteCollection<BsonDocument> _messages;

    public LiteDbStore(string folder, Durability durability)
    {
        Durability = durability;
        Directory.CreateDirectory(folder);
        _database = new LiteDatabase(Path.Combine(folder, "store.litedb"));
        _messages = _database.GetCollection("message", BsonAutoId.Int64);
        Start();
    }

    public override Durability Durability { get; }

    protected override void Commit(List<(StoreRecord Record, IAppended? Appended)> records)
    {
        _database.BeginTrans();
        foreach (var (record, _) in records)
        {
            var id = new BsonValue($"{record.Session} {record.Number}");
            if (record.Kind == RecordKind.Incoming)
            {
                _messages.Insert(new BsonDocument { ["_id"] = id, ["payload"] = record.Payload.ToArray() });
            }
            else
            {
                _messages.Delete(id);
            }
        }

        _database.Commit();
    }

    protected override void Close() => _database.Dispose();
}
