using System;
using System.Linq;
using Microsoft.CodeAnalysis;

namespace NetworkingAnalyzers.Knowledge;

/// <summary>How code says that a message has arrived, or forgets it because it is believed to have.</summary>
internal static class Delivering
{
    /// <summary>Takes something out of a queue, list, dictionary, set, channel or table for good.</summary>
    public static bool TakesOut(IMethodSymbol method) => method.Name switch
    {
        "Dequeue" or "TryDequeue" or "RemoveAt" or "RemoveFirst" or "Remove" or "TryRemove" => true,
        "TryRead" => method.ContainingType.Name == "ChannelReader",
        _ => false,
    };

    /// <summary>Deletes a file.</summary>
    public static bool Deletes(IMethodSymbol method) =>
        method is { Name: "Delete", ContainingType: { Name: "File" or "FileInfo", ContainingNamespace.Name: "IO" } };

    /// <summary>Tells a broker that a message has been dealt with; it will not come again.</summary>
    public static bool SettlesWithBroker(IMethodSymbol method) =>
        method.Name is "BasicAck" or "BasicAckAsync" or "CompleteMessageAsync" or "DeleteMessageAsync";

    /// <summary>Names that say "it has arrived": <c>Delivered</c>, <c>MarkAsDelivered</c>, <c>IsAcknowledged</c>, <c>Confirmed</c>.</summary>
    public static bool SaysArrived(string name) =>
        HasWord(name, "Delivered") || HasWord(name, "Acknowledged") || HasWord(name, "Acked") || HasWord(name, "Confirmed");

    /// <summary>Names of methods that mark, not ask: <c>MarkDelivered</c>, <c>OnDelivered</c>, not <c>IsDelivered</c>, <c>GetUndelivered</c>.</summary>
    public static bool MarksArrived(string name) =>
        (SaysArrived(name) || HasWord(name, "Delivery") && (name.StartsWith("Confirm", StringComparison.Ordinal) || name.StartsWith("Acknowledge", StringComparison.Ordinal)))
        && (name.StartsWith("Mark", StringComparison.Ordinal) || name.StartsWith("Set", StringComparison.Ordinal) || name.StartsWith("On", StringComparison.Ordinal)
            || name.StartsWith("Notify", StringComparison.Ordinal) || name.StartsWith("Record", StringComparison.Ordinal) || name.StartsWith("Report", StringComparison.Ordinal)
            || name.StartsWith("Confirm", StringComparison.Ordinal) || name.StartsWith("Acknowledge", StringComparison.Ordinal)
            || name.StartsWith("Delivered", StringComparison.Ordinal));

    /// <summary>Names of methods that write down what they are given: <c>SetStatusAsync(id, Status.Delivered)</c>.</summary>
    public static bool WritesDown(string name) =>
        name.StartsWith("Set", StringComparison.Ordinal) || name.StartsWith("Update", StringComparison.Ordinal) || name.StartsWith("Mark", StringComparison.Ordinal) || name.StartsWith("Change", StringComparison.Ordinal);

    /// <summary>Names of functions whose <c>true</c> says "it has arrived": <c>Deliver</c>, <c>TryDeliverAsync</c>.</summary>
    public static bool Delivers(string name) => HasWord(name, "Deliver");

    /// <summary>Names of a project's own functions that may do no more than send.</summary>
    public static bool MaySend(string name) =>
        HasWord(name, "Send") || HasWord(name, "Write") || HasWord(name, "Transmit") || HasWord(name, "Push") || HasWord(name, "Publish");

    /// <summary>Names that tell that an answer is waited for or looked at.</summary>
    public static bool Hears(string name) =>
        HasWord(name, "Ack") || HasWord(name, "Acks") || HasWord(name, "Reply") || HasWord(name, "Response") || HasWord(name, "Answer") || HasWord(name, "Confirm")
        || HasWord(name, "Confirmation") || HasWord(name, "Receipt") || HasWord(name, "Receive") || HasWord(name, "Read") || HasWord(name, "Wait") || HasWord(name, "Request");

    /// <summary>Names of functions that run before a connection is shared, or when it is given up: <c>ConnectAsync</c>, <c>Handshake</c>, <c>Close</c>.</summary>
    public static bool OpensOrEnds(string name) => Edges.Any(word => HasWord(name, word));

    /// <summary>Names of functions in which something is given up: <c>StopAsync</c>, <c>Dispose</c>, <c>UnbindAsync</c>.</summary>
    public static bool Ends(string name) => Closings.Any(word => HasWord(name, word));

    private static readonly string[] Closings = ["Close", "Dispose", "Shutdown", "Stop", "Disconnect", "Quit", "Abort", "Unbind", "End", "Finish", "Exit", "Kill", "Terminate", "Finalize"];

    private static readonly string[] Edges =
        ["Connect", "Reconnect", "Open", "Handshake", "Negotiate", "Auth", "Authenticate", "Login", "Logon", "Logout", "Greet", "Init", "Initialize", "Setup", "Start", "Upgrade", "Close", "Dispose", "Shutdown", "Stop", "Disconnect", "Quit", "Reset", "Abort"];

    /// <summary>Whether the word stands in the name as a word of its own: at a capital, and followed by none of its kind.</summary>
    private static bool HasWord(string name, string word)
    {
        for (var at = name.IndexOf(word, StringComparison.Ordinal); at >= 0; at = name.IndexOf(word, at + 1, StringComparison.Ordinal))
        {
            var end = at + word.Length;
            if (end == name.Length || !char.IsLower(name[end]))
            {
                return true;
            }
        }

        // fields and locals: delivered, _delivered
        return name.TrimStart('_') is var plain && plain.Length > 0 && char.IsLower(plain[0])
            && plain.StartsWith(char.ToLowerInvariant(word[0]) + word.Substring(1), StringComparison.Ordinal)
            && (plain.Length == word.Length || !char.IsLower(plain[word.Length]));
    }
}
