using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading;

namespace ReferenceServer.Delivery.Faults.Processes;

/// <summary>What a process writes down for the checker, line by line, at once: on a disk that no fault touches, so that its own death takes nothing from it. Thread-safe.</summary>
internal sealed class Notebook(string path) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly FileStream _file = new(path, FileMode.Append, FileAccess.Write, FileShare.Read, bufferSize: 0);

    public void Note(string what, params ReadOnlySpan<ulong> numbers)
    {
        var line = new StringBuilder(what);
        foreach (var number in numbers)
        {
            line.Append(CultureInfo.InvariantCulture, $" {number}");
        }

        var bytes = Encoding.ASCII.GetBytes(line.Append('\n').ToString());
        lock (_gate)
        {
            _file.Write(bytes);
        }
    }

    public void Dispose() => _file.Dispose();

    /// <summary>What was noted, in order.</summary>
    public static IEnumerable<Entry> Read(string path) => (File.Exists(path) ? File.ReadAllText(path) : "")
        .Split('\n', StringSplitOptions.RemoveEmptyEntries)
        .Select(line => line.Split(' '))
        .Select(words => new Entry(words[0], [.. words[1..].Select(word => ulong.Parse(word, CultureInfo.InvariantCulture))]));
}

/// <summary>A line of a notebook.</summary>
/// <param name="What">What happened; one of <see cref="Notes"/>.</param>
/// <param name="Numbers">To which message, first.</param>
internal readonly record struct Entry(string What, ulong[] Numbers);

/// <summary>What is noted.</summary>
internal static class Notes
{
    /// <summary>Sender, receiver: a life begins.</summary>
    public const string Started = "started";

    /// <summary>Sender: is about to send it.</summary>
    public const string Offered = "offered";

    /// <summary>Sender: the outbox has it.</summary>
    public const string Taken = "taken";

    /// <summary>Sender: the outbox refused it.</summary>
    public const string Refused = "refused";

    /// <summary>Sender: is about to ask for it back.</summary>
    public const string AskedBack = "asked-back";

    /// <summary>Sender: got it back.</summary>
    public const string Withdrawn = "withdrawn";

    /// <summary>Sender: the server has it.</summary>
    public const string Acknowledged = "acknowledged";

    /// <summary>Sender: all is settled. With the number of attachments.</summary>
    public const string Finished = "finished";

    /// <summary>Receiver: the handler is given a message: number, its number in the receiver's session, its number in the sender's session, which life of the server sent it on, fingerprint of its bytes.</summary>
    public const string Given = "given";
}
