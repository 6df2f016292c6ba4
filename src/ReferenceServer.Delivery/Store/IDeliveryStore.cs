using System;
using System.Collections.Generic;

namespace ReferenceServer.Delivery.Store;

/// <summary>What a store's word is worth: what an acknowledgement that rests on it survives.</summary>
public enum Durability
{
    /// <summary>Nothing: it ends with the process.</summary>
    Memory,

    /// <summary>The death of the process, SIGKILL included: the operating system has the bytes.</summary>
    ProcessCrash,

    /// <summary>A power cut: the disk says that it has the bytes.</summary>
    PowerLoss,
}

/// <summary>What became of an append.</summary>
public enum AppendResult
{
    /// <summary>It is stored, in the store's durability.</summary>
    Stored,

    /// <summary>The disk, or the store's share of it, is full. Nothing was stored; what is stored already is served on.</summary>
    Full,

    /// <summary>A record before it was refused, so it would leave a gap. Nothing was stored.</summary>
    NotNext,

    /// <summary>The store cannot know what the disk has any more and takes nothing until it is opened again.</summary>
    Failed,
}

/// <summary>Is told when an append is done.</summary>
public interface IAppended
{
    /// <summary>The result. Called once per append, in the order of the appends, on whichever thread the store works on: quick, and never throwing.</summary>
    public void Appended(AppendResult result);
}

/// <summary>
/// Remembers sessions and their messages. <see cref="Append"/> may be called from any thread at any time; records are stored in the order of the calls.
/// </summary>
public interface IDeliveryStore : IAsyncDisposable
{
    /// <summary>What the store's word is worth.</summary>
    public Durability Durability { get; }

    /// <summary>The sessions that it held when it was opened.</summary>
    public IReadOnlyList<StoredSession> Recovered { get; }

    /// <summary>
    /// Whether the store may use a record's payload after it has told that the record is stored. If not, the session uses the memory of a message that is acknowledged for the next one.
    /// </summary>
    public bool KeepsPayloads => true;

    /// <summary>Stores a record, and then tells <paramref name="appended"/>.</summary>
    public void Append(in StoreRecord record, IAppended? appended = null);
}

/// <summary>A store that forgets everything with the process.</summary>
public sealed class MemoryStore : IDeliveryStore
{
    /// <inheritdoc/>
    public Durability Durability => Durability.Memory;

    /// <inheritdoc/>
    public IReadOnlyList<StoredSession> Recovered => [];

    /// <inheritdoc/>
    public bool KeepsPayloads => false;

    /// <inheritdoc/>
    public void Append(in StoreRecord record, IAppended? appended = null) => appended?.Appended(AppendResult.Stored);

    /// <inheritdoc/>
    public System.Threading.Tasks.ValueTask DisposeAsync() => default;
}
