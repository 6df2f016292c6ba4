using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;

namespace NetworkingAnalyzers.Situations;

/// <summary>
/// Evidence that somebody has thought of it: names and calls in a type, in the types around it, and in the files that use it.
/// Evidence is only ever a reason for silence.
/// </summary>
internal static class Evidence
{
    private static readonly ConditionalWeakTable<INamedTypeSymbol, Dictionary<IOperation, Topics>> Calls = new();

    /// <summary>Whether a name that satisfies the predicate stands in the type (or one around it), or in a file that mentions the type.</summary>
    public static bool IsNamed(INamedTypeSymbol type, Seen seen, Func<string, bool> says)
    {
        for (var t = type; t is not null; t = t.ContainingType)
        {
            if (seen.Sources.NamesIn(t).Any(says))
            {
                return true;
            }
        }

        // The object may have been prepared before it was handed over: look where the type is used.
        return seen.Sources.NamesInFilesThatMention(Outermost(type).Name, seen.Cancellation).Any(says);
    }

    /// <summary>Every use of a networking member in the bodies of the type and of the types inside it.</summary>
    public static IReadOnlyDictionary<IOperation, Topics> CallsIn(INamedTypeSymbol type, Seen seen) => Calls.GetValue(type, t =>
    {
        var calls = new Dictionary<IOperation, Topics>();
        foreach (var body in seen.Sources.BodiesIn(t))
        {
            foreach (var (operation, topics) in NetBody.Of(body, seen.Types).Calls)
            {
                calls[operation] = topics;
            }
        }

        return calls;
    });

    /// <summary>The type whose code this is.</summary>
    public static INamedTypeSymbol? TypeOf(Call call) =>
        call.Body.Owner?.ContainingType ?? call.Operation.SemanticModel?.GetEnclosingSymbol(call.Operation.Syntax.SpanStart)?.ContainingType;

    /// <summary>A name that says that a connection's silence is watched: heartbeat, ping, keep-alive, idle, timeout and the like.</summary>
    public static bool SaysWatched(string name) =>
        Watchwords.Any(word => name.IndexOf(word, StringComparison.OrdinalIgnoreCase) >= 0)
        || SaysPeerIsAsked(name)
        || name is "Timer" or "PeriodicTimer" or "WhenAny" or "WaitAsync" or "CancelAfter" or "Poll" or "Select" or "WaitOne";

    /// <summary>A name that says that the application itself asks whether its peer is there, or drops those that are silent.</summary>
    public static bool SaysPeerIsAsked(string name) =>
        PeerWords.Any(word => name.IndexOf(word, StringComparison.OrdinalIgnoreCase) >= 0)
        || ShortWords.Any(word => HasWord(name, word));

    /// <summary><c>SendPing</c> and <c>ping_interval</c>, not <c>stopping</c> or <c>Mapping</c>.</summary>
    private static bool HasWord(string name, string word)
    {
        for (var at = name.IndexOf(word, StringComparison.OrdinalIgnoreCase); at >= 0; at = name.IndexOf(word, at + 1, StringComparison.OrdinalIgnoreCase))
        {
            if (at == 0 || char.IsUpper(name[at]) || !char.IsLetter(name[at - 1]))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>A name that says that a blocking read ends after a time.</summary>
    public static bool SaysTimedRead(string name) =>
        name.IndexOf("Timeout", StringComparison.OrdinalIgnoreCase) >= 0
        || name.IndexOf("Deadline", StringComparison.OrdinalIgnoreCase) >= 0
        || name is "Poll" or "Select" or "DataAvailable" or "Available" or "CancelAfter" or "Timer" or "WaitAny" or "Blocking";

    /// <summary>A name that says that an asynchronous handshake ends after a time: a timeout that binds blocking calls alone does not.</summary>
    public static bool SaysTimedHandshake(string name) =>
        name is "CancelAfter" or "WaitAsync" or "WhenAny" or "Timer" or "PeriodicTimer" or "Register" or "UnsafeRegister"
        || name.IndexOf("HandshakeTimeout", StringComparison.OrdinalIgnoreCase) >= 0
        || name.IndexOf("HandshakeDeadline", StringComparison.OrdinalIgnoreCase) >= 0;

    private static readonly string[] Watchwords =
        ["keepalive", "keep_alive", "timeout", "deadline"];

    private static readonly string[] PeerWords = ["heartbeat", "heart_beat", "watchdog", "lastseen", "lastactiv", "lastreceiv", "lastread", "lastmessage", "inactiv"];

    private static readonly string[] ShortWords = ["ping", "pong", "idle"];

    private static INamedTypeSymbol Outermost(INamedTypeSymbol type) => type.ContainingType is { } outer ? Outermost(outer) : type;
}
