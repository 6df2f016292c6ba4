using System;
using System.Buffers;
using System.Text;
using ReferenceServer.Delivery.Wire;

namespace ReferenceServer.Delivery.Store;

/// <summary>Records as bytes: kind (1), session (16), number (8), second (8), length (4), payload. For <see cref="RecordKind.Session"/> the payload is the incarnation (4 + 4) and the peer's name.</summary>
internal static class RecordCodec
{
    public const int Overhead = 37;

    public static void Write(IBufferWriter<byte> output, in StoreRecord record)
    {
        var payload = record.Kind == RecordKind.Session ? Owner(record) : record.Payload.Span;
        var fields = new FieldWriter(output.GetSpan(Overhead + payload.Length));
        fields.Byte((byte)record.Kind);
        fields.Bytes(record.Session.ToBytes());
        fields.UInt64(record.Number);
        fields.UInt64(record.Second);
        fields.UInt32((uint)payload.Length);
        fields.Bytes(payload);
        output.Advance(Overhead + payload.Length);
    }

    /// <summary>Reads all records of a batch; false, and no record read, when its bytes are not records, however well their checksum holds.</summary>
    public static bool TryReadAll(ReadOnlyMemory<byte> batch, Action<StoreRecord> onRecord) => AreRecords(batch) && Read(batch, onRecord);

    /// <summary>Whether a batch's bytes are records, to the last.</summary>
    public static bool AreRecords(ReadOnlyMemory<byte> batch) => Read(batch, null);

    /// <summary>Reads records until the end, or until what is no record; a batch for which <see cref="AreRecords"/> holds it reads to the end.</summary>
    public static bool Read(ReadOnlyMemory<byte> batch, Action<StoreRecord>? onRecord)
    {
        while (!batch.IsEmpty)
        {
            if (batch.Length < Overhead)
            {
                return false;
            }

            var fields = new FieldReader(new ReadOnlySequence<byte>(batch[..Overhead]));
            var (kind, session) = ((RecordKind)fields.Byte(), new SessionId(fields.Bytes(SessionId.Size)));
            var (number, second, length) = (fields.UInt64(), fields.UInt64(), fields.UInt32());
            if (kind is < RecordKind.Session or > RecordKind.Position || length > batch.Length - Overhead || (kind == RecordKind.Session && length < 8))
            {
                return false;
            }

            var payload = batch.Slice(Overhead, (int)length);
            onRecord?.Invoke(kind == RecordKind.Session
                ? new StoreRecord(kind, session, number, Peer: Encoding.UTF8.GetString(payload.Span[8..]), Incarnation: OwnerOf(payload))
                : new StoreRecord(kind, session, number, payload, Second: second));
            batch = batch[(Overhead + (int)length)..];
        }

        return true;
    }

    private static byte[] Owner(in StoreRecord record)
    {
        var name = Encoding.UTF8.GetBytes(record.Peer);
        var fields = new FieldWriter(new byte[8 + name.Length]);
        fields.UInt32(record.Incarnation.Count);
        fields.UInt32(record.Incarnation.Nonce);
        fields.Bytes(name);
        return fields.Written.ToArray();
    }

    private static Incarnation OwnerOf(ReadOnlyMemory<byte> payload)
    {
        var fields = new FieldReader(new ReadOnlySequence<byte>(payload));
        return new Incarnation(fields.UInt32(), fields.UInt32());
    }
}
