using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using ReferenceServer.Delivery.Store;
using ReferenceServer.Delivery.Tests.Live;
using ReferenceServer.Delivery.Wire;

namespace ReferenceServer.Delivery.Tests.Store;

/// <summary>The journal as a file: what it survives, and what it says when it does not.</summary>
public sealed class JournalTests : IDisposable
{
    private static readonly SessionId s_session = new("0123456789abcdef"u8);
    private readonly Folder _folder = new();

    [Theory]
    [InlineData(Durability.ProcessCrash)]
    [InlineData(Durability.PowerLoss)]
    public async Task What_was_stored_is_there_again(Durability durability)
    {
        await using (var store = _folder.Open(durability: durability))
        {
            await Fill(store, 10);
            await Append(store, new StoreRecord(RecordKind.Consumed, s_session, 4));
            await Append(store, new StoreRecord(RecordKind.Outgoing, s_session, 1, Message(1)));
            await Append(store, new StoreRecord(RecordKind.Outgoing, s_session, 2, Message(2)));
            await Append(store, new StoreRecord(RecordKind.Withdrawn, s_session, 2));
            await Append(store, new StoreRecord(RecordKind.Acknowledged, s_session, 1));
        }

        await using var again = _folder.Open();
        var session = Assert.Single(again.Recovered);
        Assert.Equal((s_session, "peer", 7UL, new Incarnation(2, 3)), (session.Id, session.Peer, session.Epoch, session.Incarnation));
        Assert.Equal((10UL, 4UL, 1UL, 2UL), (session.Accepted, session.Consumed, session.Acknowledged, session.Assigned));
        Assert.Equal([5, 6, 7, 8, 9, 10], session.Unconsumed.Select(record => (int)record.Number));
        Assert.All(session.Unconsumed, record => Assert.True(record.Payload.Span.SequenceEqual(Message(record.Number))));
        Assert.Equal([2UL], session.Withdrawn);
        Assert.False(again.Report.IsDamaged);
        Assert.Empty(again.Report.Damage);
    }

    [Fact]
    public async Task A_torn_tail_is_cut_off_wherever_it_tears_and_all_before_it_is_there()
    {
        var whole = await FileOf(5);
        var ends = new List<int>();
        for (var length = JournalFormat.FileHeaderSize; length <= whole.Length; length++)
        {
            var (records, damage, end) = Read(whole[..length]);
            Assert.True(damage.All(stretch => stretch.IsTail));
            Assert.Equal(end == length, damage.Count == 0);
            Assert.Equal(Enumerable.Range(1, records.Count(record => record.Kind == RecordKind.Incoming)).Select(number => (ulong)number), Numbers(records));
            ends.Add(records.Count);
        }

        Assert.Equal(6, ends.Max());
        Assert.Equal(ends.Order(), ends);
    }

    [Fact]
    public async Task Every_flipped_bit_is_reported_and_what_it_hit_is_never_delivered()
    {
        var whole = await FileOf(5);
        for (var bit = JournalFormat.FileHeaderSize * 8; bit < whole.Length * 8; bit++)
        {
            var broken = whole.ToArray();
            broken[bit / 8] ^= (byte)(1 << (bit % 8));
            var (records, damage, _) = Read(broken);
            Assert.Single(damage);
            Assert.Equal(5, records.Count);
            Assert.All(records.Where(record => record.Kind == RecordKind.Incoming), record => Assert.True(record.Payload.Span.SequenceEqual(Message(record.Number))));
        }
    }

    [Fact]
    public async Task Damage_before_whole_batches_is_named_with_the_messages_it_cost()
    {
        await Flip(await FileOf(5), message: 3);
        await using var store = _folder.Open();
        Assert.True(store.Report.IsDamaged);
        Assert.Equal([(s_session, 3UL, true)], store.Report.Missing);
        var session = Assert.Single(store.Recovered);
        Assert.Equal(5UL, session.Accepted);
        Assert.Equal([1, 2, 4, 5], session.Unconsumed.Select(record => (int)record.Number));
    }

    [Fact]
    public async Task A_damaged_message_of_the_outbox_is_sent_as_withdrawn()
    {
        await Flip(await FileOf(5, RecordKind.Outgoing), message: 3);
        await using var store = _folder.Open();
        Assert.Equal([(s_session, 3UL, false)], store.Report.Missing);
        var session = Assert.Single(store.Recovered);
        Assert.Equal([1, 2, 3, 4, 5], session.Unacknowledged.Select(record => (int)record.Number));
        Assert.Equal([3UL], session.Withdrawn);
    }

    [Fact]
    public async Task Bytes_of_an_older_journal_or_of_another_place_are_not_taken_for_records()
    {
        var whole = await FileOf(5);
        var moved = whole[..JournalFormat.FileHeaderSize].Concat(new byte[8]).Concat(whole[JournalFormat.FileHeaderSize..]).ToArray();
        Assert.Empty(Read(moved).Records);
        Assert.Empty(Read(whole, generation: 2).Records);
    }

    [Fact]
    public async Task Of_a_batch_that_is_not_records_to_its_end_none_is_read_though_its_checksum_holds()
    {
        var file = await FileOf(0);
        var batch = file[JournalFormat.FileHeaderSize..].Concat("no record"u8.ToArray()).ToArray();
        JournalFormat.Seal(batch, 1, JournalFormat.FileHeaderSize);
        var (records, damage, _) = Read([.. file[..JournalFormat.FileHeaderSize], .. batch]);
        Assert.Empty(records);
        Assert.Single(damage);
    }

    [Fact]
    public async Task A_torn_tail_is_written_over()
    {
        var whole = await FileOf(5);
        File.WriteAllBytes(Path.Combine(_folder["store"], "00000001.journal"), whole[..^3]);
        await using (var store = _folder.Open())
        {
            Assert.True(Assert.Single(store.Report.Damage).IsTail);
            await Append(store, new StoreRecord(RecordKind.Incoming, s_session, 5, Message(5)));
        }

        await using var again = _folder.Open();
        Assert.Empty(again.Report.Damage);
        Assert.Equal(5UL, again.Recovered[0].Accepted);
    }

    [Fact]
    public async Task History_is_compacted_and_the_files_stay_small()
    {
        await using (var store = JournalStore.Open(_folder["store"], new JournalOptions { Durability = Durability.ProcessCrash, CompactFrom = 50_000 }))
        {
            await Append(store, Opened());
            for (ulong number = 1; number <= 5000; number++)
            {
                store.Append(new StoreRecord(RecordKind.Incoming, s_session, number, new byte[100]));
                if (number % 10 == 0)
                {
                    await Append(store, new StoreRecord(RecordKind.Consumed, s_session, number - 5));
                }
            }

            Assert.InRange(Directory.GetFiles(_folder["store"], "*.journal").Sum(file => new FileInfo(file).Length), 1, 60_000);
        }

        await using var again = _folder.Open();
        Assert.Equal((5000UL, 4995UL), (again.Recovered[0].Accepted, again.Recovered[0].Consumed));
        Assert.Equal([4996, 4997, 4998, 4999, 5000], again.Recovered[0].Unconsumed.Select(record => (int)record.Number));
    }

    [Fact]
    public async Task A_full_store_takes_no_message_and_everything_else()
    {
        await using var store = JournalStore.Open(_folder["store"], new JournalOptions { Durability = Durability.ProcessCrash, MaxLiveBytes = 100 });
        await Append(store, Opened());
        Assert.Equal(AppendResult.Stored, await Append(store, new StoreRecord(RecordKind.Incoming, s_session, 1, new byte[90])));
        Assert.Equal(AppendResult.Full, await Append(store, new StoreRecord(RecordKind.Incoming, s_session, 2, new byte[90])));
        Assert.Equal(AppendResult.NotNext, await Append(store, new StoreRecord(RecordKind.Incoming, s_session, 3, new byte[1])));
        Assert.Equal(AppendResult.Stored, await Append(store, new StoreRecord(RecordKind.Consumed, s_session, 1)));
        Assert.Equal(AppendResult.Stored, await Append(store, new StoreRecord(RecordKind.Incoming, s_session, 2, new byte[90])));
    }

    [Fact]
    public async Task A_full_disk_takes_no_message_and_goes_on_when_there_is_room()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "A small disk is mounted for this, which needs root on Linux.");
        using var disk = SmallDisk.MountOrSkip(_folder["disk"], "1m");
        await using (var store = JournalStore.Open(Path.Combine(_folder["disk"], "store"), new JournalOptions { Durability = Durability.PowerLoss }))
        {
            await Append(store, Opened());
            var stored = 0UL;
            while (await Append(store, new StoreRecord(RecordKind.Incoming, s_session, stored + 1, new byte[50_000])) is var result && result != AppendResult.Full)
            {
                Assert.Equal(AppendResult.Stored, result);
                Assert.InRange(++stored, 1UL, 30UL);
            }

            Assert.Equal(AppendResult.Full, await Append(store, new StoreRecord(RecordKind.Incoming, s_session, stored + 1, new byte[50_000])));
            disk.Grow("4m");
            Assert.Equal(AppendResult.Stored, await Append(store, new StoreRecord(RecordKind.Incoming, s_session, stored + 1, new byte[50_000])));
        }

        await using var again = JournalStore.Open(Path.Combine(_folder["disk"], "store"));
        Assert.Empty(again.Report.Damage);
        Assert.Equal(again.Recovered[0].Accepted, (ulong)again.Recovered[0].Unconsumed.Count);
    }

    [Fact]
    public async Task A_journal_of_another_version_is_left_alone()
    {
        var whole = await FileOf(1);
        whole[9]++;
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(whole.AsSpan(16), Checksum.Of(whole.AsSpan(0, 16)));
        var path = Path.Combine(_folder["store"], "00000001.journal");
        File.WriteAllBytes(path, whole);
        var refused = Assert.Throws<JournalException>(() => _folder.Open());
        Assert.Contains("version 2", refused.Message, StringComparison.Ordinal);
        Assert.Equal(whole, File.ReadAllBytes(path));
    }

    [Fact]
    public async Task Two_processes_cannot_have_one_journal()
    {
        await using var store = _folder.Open();
        Assert.Contains("in use", Assert.Throws<JournalException>(() => _folder.Open()).Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private static byte[] Message(ulong number) => [(byte)number, .. "a message of some length"u8];

    private static StoreRecord Opened() => new(RecordKind.Session, s_session, 7, Peer: "peer", Incarnation: new Incarnation(2, 3));

    private static IEnumerable<ulong> Numbers(IEnumerable<StoreRecord> records) =>
        records.Where(record => record.Kind == RecordKind.Incoming).Select(record => record.Number);

    private static (List<StoreRecord> Records, List<JournalDamage> Damage, long End) Read(byte[] file, uint generation = 1)
    {
        var (records, damage) = (new List<StoreRecord>(), new List<JournalDamage>());
        return (records, damage, JournalFormat.Read(file, generation, records.Add, damage));
    }

    private static Task<AppendResult> Append(JournalStore store, in StoreRecord record)
    {
        var waiting = new Appending();
        store.Append(record, waiting);
        return waiting.Done;
    }

    private static async Task Fill(JournalStore store, int messages, RecordKind kind = RecordKind.Incoming)
    {
        await Append(store, Opened());
        for (var number = 1UL; number <= (ulong)messages; number++)
        {
            Assert.Equal(AppendResult.Stored, await Append(store, new StoreRecord(kind, s_session, number, Message(number))));
        }
    }

    /// <summary>The file of a journal with one batch for the session and one for each message.</summary>
    private async Task<byte[]> FileOf(int messages, RecordKind kind = RecordKind.Incoming)
    {
        await using (var store = _folder.Open())
        {
            await Fill(store, messages, kind);
        }

        return await File.ReadAllBytesAsync(Path.Combine(_folder["store"], "00000001.journal"));
    }

    private async Task Flip(byte[] whole, byte message)
    {
        var at = whole.AsSpan().IndexOf(Message(message));
        whole[at + 5] ^= 4;
        await File.WriteAllBytesAsync(Path.Combine(_folder["store"], "00000001.journal"), whole);
    }

    private sealed class Appending : IAppended
    {
        private readonly TaskCompletionSource<AppendResult> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<AppendResult> Done => _done.Task.WaitAsync(LiveServer.Patience);

        void IAppended.Appended(AppendResult result) => _done.SetResult(result);
    }
}
