using System;
using System.Buffers;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Win32.SafeHandles;
using ReferenceServer.Delivery.Wire;

namespace ReferenceServer.Delivery.Store;

/// <summary>How a <see cref="JournalStore"/> keeps its records.</summary>
public sealed record JournalOptions
{
    /// <summary>What an append survives; <see cref="Durability.PowerLoss"/> unless told otherwise.</summary>
    public Durability Durability { get; init; } = Durability.PowerLoss;

    /// <summary>The most bytes of messages that are kept at one time; more is refused as <see cref="AppendResult.Full"/>. The files take at most about five times that.</summary>
    public long MaxLiveBytes { get; init; } = 256L << 20;

    /// <summary>A journal smaller than this is not compacted.</summary>
    public long CompactFrom { get; init; } = 16L << 20;
}

/// <summary>What was found when a journal was opened.</summary>
/// <param name="Records">Whole records.</param>
/// <param name="Damage">Stretches that are not what was written.</param>
/// <param name="Missing">Messages whose records were damaged, by session and number: the peer's (acknowledged, never handled, never delivered now) or our own (sent as withdrawn).</param>
public sealed record JournalReport(long Records, IReadOnlyList<JournalDamage> Damage, IReadOnlyList<(SessionId Session, ulong Number, bool IsIncoming)> Missing)
{
    /// <summary>Whether something that was confirmed is damaged, beyond the torn tail that a crash leaves.</summary>
    public bool IsDamaged => Missing.Count > 0 || Damage.Any(damage => !damage.IsTail);
}

/// <summary>A journal that cannot be opened: of another version, in use, or no journal at all. Nothing in it was changed.</summary>
public sealed class JournalException(string message, Exception? inner = null) : IOException(message, inner);

/// <summary>
/// A log with group commit: whatever is appended while the last batch is on its way to the disk becomes the next batch, with one write and one flush.
/// One thread of its own writes; appends may come from any thread. When most of a file is history, what still counts is written to a new one, which then takes its place by a rename.
/// </summary>
public sealed class JournalStore : IDeliveryStore
{
    private const int BatchTarget = 1 << 20;

    private readonly string _directory;
    private readonly JournalOptions _options;
    private readonly StoreState _state = new();
    private readonly FileStream _lock;
    private readonly Thread _writer;
    private readonly object _gate = new();
    private readonly ArrayBufferWriter<byte> _batch = new(BatchTarget);
    private readonly Dictionary<SessionId, (ulong Accepted, ulong Assigned)> _ahead = [];
    private List<Waiting> _waiting = [];
    private List<Waiting> _writing = [];
    private bool _closing;
    private bool _failed;
    private SafeFileHandle _file = null!;
    private uint _generation;
    private long _length;
    private long _compactAt;

    private JournalStore(string directory, JournalOptions options, FileStream @lock)
    {
        (_directory, _options, _lock) = (directory, options, @lock);
        Report = Recover();
        Recovered = [.. _state.Sessions.Values];
        _compactAt = options.CompactFrom;
        _writer = new Thread(WriteBatches) { IsBackground = true, Name = "delivery journal" };
        _writer.Start();
    }

    /// <inheritdoc/>
    public Durability Durability => _options.Durability;

    /// <inheritdoc/>
    public IReadOnlyList<StoredSession> Recovered { get; }

    /// <summary>What was found on opening.</summary>
    public JournalReport Report { get; }

    /// <summary>Bytes in the file.</summary>
    public long FileBytes => Interlocked.Read(ref _length);

    /// <summary>How many batches were written, and how many records in them.</summary>
    public (long Batches, long Records) Written { get; private set; }

    /// <summary>Opens the journal in that directory, or starts one there. One process at a time.</summary>
    /// <exception cref="JournalException">It is in use, or of another version, or damaged in its header.</exception>
    public static JournalStore Open(string directory, JournalOptions? options = null)
    {
        Directory.CreateDirectory(directory);
        FileStream @lock;
        try
        {
            @lock = new FileStream(Path.Combine(directory, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException inUse)
        {
            throw new JournalException($"The delivery journal in '{directory}' is in use by another process.", inUse);
        }

        try
        {
            return new JournalStore(directory, options ?? new JournalOptions(), @lock);
        }
        catch
        {
            @lock.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Append(in StoreRecord record, IAppended? appended = null)
    {
        lock (_gate)
        {
            if (!_closing)
            {
                _waiting.Add(new Waiting(record, appended));
                if (_waiting.Count == 1)
                {
                    Monitor.Pulse(_gate);
                }

                return;
            }
        }

        appended?.Appended(AppendResult.Failed);
    }

    /// <summary>Writes what waits, and closes.</summary>
    public ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            _closing = true;
            Monitor.Pulse(_gate);
        }

        _writer.Join();
        _file.Dispose();
        _lock.Dispose();
        return default;
    }

    private void WriteBatches()
    {
        while (Take())
        {
            var from = 0;
            while (from < _writing.Count)
            {
                from = WriteBatch(from);
            }

            _writing.Clear();
            if (_length >= _compactAt && !_failed)
            {
                Compact();
            }
        }
    }

    private bool Take()
    {
        lock (_gate)
        {
            while (_waiting.Count == 0)
            {
                if (_closing)
                {
                    return false;
                }

                Monitor.Wait(_gate);
            }

            (_waiting, _writing) = (_writing, _waiting);
            return true;
        }
    }

    /// <summary>Writes one batch from there on, tells everybody in it, and returns where the next begins.</summary>
    private int WriteBatch(int from)
    {
        BeginBatch();
        var live = _state.LiveBytes;
        var results = new AppendResult[_writing.Count - from];
        var to = from;
        var frees = false;
        for (; to < _writing.Count && _batch.WrittenCount < BatchTarget; to++)
        {
            var record = _writing[to].Record;
            var result = _failed ? AppendResult.Failed : Admit(record, ref live);
            if (result == AppendResult.Full && frees)
            {
                // What this batch frees counts only once it is written; then it is asked again.
                break;
            }

            frees |= record.Kind is RecordKind.Acknowledged or RecordKind.Consumed or RecordKind.Closed;
            results[to - from] = result;
            if (result == AppendResult.Stored)
            {
                RecordCodec.Write(_batch, record);
            }
        }

        if (_batch.WrittenCount > JournalFormat.BatchHeaderSize)
        {
            var outcome = Flush();
            for (var index = from; index < to; index++)
            {
                ref var result = ref results[index - from];
                if (result == AppendResult.Stored && outcome == AppendResult.Stored)
                {
                    _state.Apply(_writing[index].Record);
                }

                result = result == AppendResult.Stored ? outcome : result;
            }
        }

        Written = (Written.Batches + 1, Written.Records + to - from);
        for (var index = from; index < to; index++)
        {
            _writing[index].Appended?.Appended(results[index - from]);
        }

        return to;
    }

    private void BeginBatch()
    {
        _batch.ResetWrittenCount();
        _batch.GetSpan(JournalFormat.BatchHeaderSize);
        _batch.Advance(JournalFormat.BatchHeaderSize);
        _ahead.Clear();
    }

    /// <summary>Whether the record may follow those before it, in the file and in this batch.</summary>
    private AppendResult Admit(in StoreRecord record, ref long live)
    {
        if (record.Kind is not (RecordKind.Incoming or RecordKind.Outgoing))
        {
            return AppendResult.Stored;
        }

        var known = _state.Find(record.Session);
        var (accepted, assigned) = _ahead.TryGetValue(record.Session, out var ahead) ? ahead : (known?.Accepted ?? 0, known?.Assigned ?? 0);
        var incoming = record.Kind == RecordKind.Incoming;
        if (record.Number != (incoming ? accepted : assigned) + 1)
        {
            return AppendResult.NotNext;
        }

        if (live + record.Payload.Length > _options.MaxLiveBytes)
        {
            return AppendResult.Full;
        }

        live += record.Payload.Length;
        _ahead[record.Session] = incoming ? (record.Number, assigned) : (accepted, record.Number);
        return AppendResult.Stored;
    }

    private AppendResult Flush()
    {
        var batch = Sealed(_generation, _length);
        try
        {
            RandomAccess.Write(_file, batch, _length);
        }
        catch (IOException full) when (Disk.IsFull(full))
        {
            // What was written of the batch is no batch; the next one is written over it.
            return AppendResult.Full;
        }
        catch (IOException)
        {
            _failed = true;
            return AppendResult.Failed;
        }

        try
        {
            Sync(_file);
        }
        catch (IOException)
        {
            // After a failed flush the kernel may have dropped the pages: what the disk has cannot be known, and a second try that succeeds proves nothing.
            _failed = true;
            return AppendResult.Failed;
        }

        Interlocked.Add(ref _length, batch.Length);
        return AppendResult.Stored;
    }

    private ReadOnlySpan<byte> Sealed(uint generation, long offset)
    {
        var batch = System.Runtime.InteropServices.MemoryMarshal.AsMemory(_batch.WrittenMemory).Span;
        JournalFormat.Seal(batch, generation, offset);
        return batch;
    }

    private void Sync(SafeFileHandle file)
    {
        if (_options.Durability == Durability.PowerLoss)
        {
            Disk.SyncData(file);
        }
    }

    /// <summary>What still counts goes to a file of its own, which is whole and on disk before it gets its name; then the old one goes.</summary>
    private void Compact()
    {
        var (generation, temporary) = (_generation + 1, Path.Combine(_directory, "next.tmp"));
        try
        {
            var next = File.OpenHandle(temporary, FileMode.Create, FileAccess.ReadWrite);
            try
            {
                var length = WriteCheckpoint(next, generation);
                Disk.SyncData(next);
                File.Move(temporary, PathOf(generation));
                Disk.SyncDirectory(_directory);
                var old = PathOf(_generation);
                _file.Dispose();
                (_file, _generation) = (next, generation);
                Interlocked.Exchange(ref _length, length);
                File.Delete(old);
            }
            catch
            {
                if (next != _file)
                {
                    next.Dispose();
                }

                throw;
            }

            _compactAt = Math.Max(_options.CompactFrom, 4 * _length);
        }
        catch (IOException)
        {
            // No room for a second file: the first goes on, and it is tried again when it has grown some more.
            File.Delete(temporary);
            _compactAt = _length + Math.Max(_options.CompactFrom / 4, 1);
        }
    }

    private long WriteCheckpoint(SafeFileHandle file, uint generation)
    {
        var length = (long)JournalFormat.FileHeaderSize;
        RandomAccess.Write(file, JournalFormat.FileHeader(generation), 0);
        BeginBatch();
        foreach (var record in _state.Checkpoint())
        {
            RecordCodec.Write(_batch, record);
            if (_batch.WrittenCount >= BatchTarget)
            {
                WriteOut();
            }
        }

        if (_batch.WrittenCount > JournalFormat.BatchHeaderSize)
        {
            WriteOut();
        }

        return length;

        void WriteOut()
        {
            var batch = Sealed(generation, length);
            RandomAccess.Write(file, batch, length);
            length += batch.Length;
            BeginBatch();
        }
    }

    private JournalReport Recover()
    {
        File.Delete(Path.Combine(_directory, "next.tmp"));
        var generations = Directory.GetFiles(_directory, "*.journal")
            .Select(path => uint.TryParse(Path.GetFileNameWithoutExtension(path), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0)
            .Where(number => number > 0).OrderDescending().ToArray();
        if (generations.Length == 0)
        {
            Begin();
            return new JournalReport(0, [], []);
        }

        // The latest was whole before it got its name. An older one is left of a crash between the rename and the deletion.
        _generation = generations[0];
        var bytes = File.ReadAllBytes(PathOf(_generation));
        if (JournalFormat.Refuse(bytes, _generation) is { } reason)
        {
            throw new JournalException($"The delivery journal '{PathOf(_generation)}' cannot be read: {reason}.");
        }

        var (records, damage, missing) = (0L, new List<JournalDamage>(), new List<(SessionId, ulong, bool)>());
        var end = JournalFormat.Read(
            bytes,
            _generation,
            record =>
            {
                records++;
                _state.Apply(record, (session, number, incoming) => missing.Add((session, number, incoming)));
            },
            damage);
        _file = File.OpenHandle(PathOf(_generation), FileMode.Open, FileAccess.ReadWrite);
        if (end < bytes.Length)
        {
            RandomAccess.SetLength(_file, end);
            Sync(_file);
        }

        _length = end;
        foreach (var old in generations[1..])
        {
            File.Delete(PathOf(old));
        }

        return new JournalReport(records, damage, missing);
    }

    private void Begin()
    {
        // Under its name only when it is whole, as after a compaction.
        var temporary = Path.Combine(_directory, "next.tmp");
        _generation = 1;
        _file = File.OpenHandle(temporary, FileMode.Create, FileAccess.ReadWrite);
        RandomAccess.Write(_file, JournalFormat.FileHeader(_generation), 0);
        Disk.SyncData(_file);
        File.Move(temporary, PathOf(_generation));
        Disk.SyncDirectory(_directory);
        _length = JournalFormat.FileHeaderSize;
    }

    private string PathOf(uint generation) => Path.Combine(_directory, generation.ToString("D8", CultureInfo.InvariantCulture) + ".journal");

    private readonly record struct Waiting(StoreRecord Record, IAppended? Appended);
}
