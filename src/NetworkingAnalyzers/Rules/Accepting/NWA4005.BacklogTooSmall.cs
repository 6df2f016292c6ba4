using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;
using NetworkingAnalyzers.Situations;

namespace NetworkingAnalyzers.Rules.Accepting;

/// <summary>A listener for many, whose queue of connections that wait to be accepted has room for a few.</summary>
public sealed class BacklogTooSmall : NetworkingRule
{
    /// <summary>Describes the rule.</summary>
    public BacklogTooSmall()
        : base(
            "NWA4005",
            "The backlog is too small",
            "'{0}' asks for a queue of {1} connections and the kernel drops what comes beyond; leave the argument out, the system's maximum costs nothing",
            "Connections that are complete and not accepted yet wait in a queue. When it is full the kernel drops further ones without a word: clients try again "
            + "after 1, 3 and 7 s, and the server, which idles, sees nothing.")
    {
    }

    private protected override void Watch(Watch on, NetTypes net) => on.Calls(Topics.Listens, Judge);

    private static void Judge(Call call)
    {
        if (Uses.ArgumentOf(call.Operation, "backlog") is { ConstantValue: { HasValue: true, Value: int backlog } }
            && backlog < Settings.SmallestBacklog.Of(call.Operation.Syntax.SyntaxTree, call.Seen.Options)
            && AcceptsMany(call)
            // On a socket of the file system a connect that finds no room waits, or fails at once: nothing is dropped.
            && !(Evidence.TypeOf(call) is { } type && Evidence.IsForUnixSockets(type, call.Seen))
            && !TestCode.Holds(call.Body.Owner, call.Seen.Compilation))
        {
            call.Report(call.Name, backlog);
        }
    }

    /// <summary>An accept loop in this body, or in another of the type.</summary>
    private static bool AcceptsMany(Call call)
    {
        var loops = AcceptLoops.Of(call.Seen.Compilation);
        return !loops.In(call.Body, call.Seen.Cancellation).IsEmpty
            || (Evidence.TypeOf(call) is { } type && call.Seen.Sources.BodiesIn(type).Any(body => !loops.In(body, call.Seen.Cancellation).IsEmpty));
    }
}
