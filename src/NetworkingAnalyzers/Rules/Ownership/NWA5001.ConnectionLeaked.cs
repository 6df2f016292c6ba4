using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;
using NetworkingAnalyzers.Situations;

namespace NetworkingAnalyzers.Rules.Ownership;

/// <summary>A connection that some way out of the function neither closes nor hands to anybody: it stays open.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ConnectionLeaked : NetworkingRule
{
    private const Ends WaysOut = Ends.Returns | Ends.Throws | Ends.Again;

    /// <summary>Reading and writing fail in normal operation. A failing connect or handshake is another rule's business.</summary>
    private static readonly Topics FailsInOperation = Topics.ReceivesBytes | Topics.ReceivesExactly | Topics.SendsBytes | Topics.ReadsThroughReader | Topics.WritesThroughWriter;

    /// <summary>Describes the rule.</summary>
    public ConnectionLeaked()
        : base(
            "NWA5001",
            "A connection is not closed on every path",
            "What '{0}' opens is {1}; close it on every path, best with 'using'",
            "What is not closed stays open until a finalizer happens to run: the peer keeps a connection that says nothing, ports and "
            + "file descriptors are used up, pools run dry. Under load that comes as 'too many open files', or as time-outs on a "
            + "machine that idles.")
    {
    }

    private protected override void Watch(Watch on, NetTypes net) => on.Calls(Topics.MustBeReleased, Judge);

    private static void Judge(Call call)
    {
        if (IsBaseConstructor(call) || !Custody.IsOwning(call))
        {
            return;
        }

        var custody = Custody.Of(call.Operation, call.Body, call.Net, call.Seen.Sources, call.Seen.Cancellation);
        if (!custody.IsLost && !custody.IsSettledAtOnce && !IsStreamsBusiness(custody)
            && Paths.Around(call.Operation, call.Body, call.Seen.Cancellation) is { } paths)
        {
            foreach (var opening in custody.Openings)
            {
                if (Leak(call, opening, custody, paths) is { } how)
                {
                    call.Report(call.Name, how);
                    return;
                }
            }
        }
    }

    private static string? Leak(Call call, IOperation opening, Custody custody, Paths paths)
    {
        var cared = paths.Any(custody.Releases.Concat(custody.HandOvers));
        bool Fails(IOperation operation) => Uses.MemberOf(operation) is { } member && call.Net.TopicsOf(member).HasAny(FailsInOperation);

        if (paths.Reaches(opening, paths.Any(custody.Overwrites), cared, Exceptions.Caught, custody.Holders, Fails) == Answer.Yes)
        {
            return "overwritten before it is closed";
        }

        var ends = paths.From(opening, cared, Exceptions.Caught, custody.Holders, Fails);
        return (ends & Ends.Unknown) != 0 || (ends & WaysOut) == 0 || EndsWithTheProcess(call, ends) ? null
            : custody.Releases.Count + custody.HandOvers.Count == 0 ? "never closed"
            : (ends & (Ends.Returns | Ends.Throws)) == Ends.Throws ? "not closed where an exception is thrown"
            : (ends & Ends.Returns) != 0 ? "not closed on every way out of here"
            : "not closed before the next one is opened";
    }

    /// <summary>A subclass of the framework's type is its own business.</summary>
    private static bool IsBaseConstructor(Call call) => call.Operation is IInvocationOperation { TargetMethod.MethodKind: MethodKind.Constructor };

    /// <summary>The author took the stream over the socket for its owner: another rule speaks about that.</summary>
    private static bool IsStreamsBusiness(Custody custody) =>
        custody.IsUnderStreamThatDoesNotOwn && custody.Releases.Count + custody.HandOvers.Count == 0;

    /// <summary>What is open when <c>Main</c> ends is closed by the system.</summary>
    private static bool EndsWithTheProcess(Call call, Ends ends) =>
        (ends & Ends.Again) == 0 && Functions.Around(call.Operation) is { IsStatic: true, Name: "Main" or WellKnownMemberNames.TopLevelStatementsEntryPointMethodName };
}
