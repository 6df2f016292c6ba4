using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;
using NetworkingAnalyzers.Situations;

namespace NetworkingAnalyzers.Rules.WebSockets;

/// <summary>A receive loop of a WebSocket that never asks whether the peer is closing: its goodbye is taken for a message, and nobody answers it.</summary>
public sealed class CloseFrameUnhandled : NetworkingRule
{
    /// <summary>Names that code mentions which looks for the peer's goodbye.</summary>
    private static readonly string[] Asking = ["CloseStatus", "CloseReceived", "CloseStatusDescription"];

    /// <summary>Calls that end the connection, with or without an answer.</summary>
    private static readonly string[] Ending = ["CloseAsync", "CloseOutputAsync", "Dispose", "Abort"];

    /// <summary>Describes the rule.</summary>
    public CloseFrameUnhandled()
        : base(
            "NWA8002",
            "The peer's goodbye goes unnoticed",
            "This loop does not notice that the peer closes: where the 'MessageType' of '{0}' is 'Close', answer with 'CloseOutputAsync' and leave",
            "The peer's close frame comes as a receive of no bytes whose type is Close. A loop that does not ask takes it for an empty message; the next receive throws, and the peer waits in vain for the answer, so its own close hangs or times out.")
    {
    }

    /// <inheritdoc/>
    public override string? NoFix => "what is to be done when the peer leaves is for the author to say";

    private protected override void Watch(Watch on, NetTypes net) => on.Calls(Topics.ReceivesPart, Judge);

    private static void Judge(Call call)
    {
        if (Loops.AllAround(call.Operation).FirstOrDefault(around => !GathersOne(around)) is { } loop
            && !(Loops.ConditionOf(loop) is { } condition && Operations.Contains(condition, call.Operation))
            && Fate.Of(call.Operation) is { Kind: FateKind.Stored, Into: ILocalSymbol result }
            && Escape.UsesOf(result, call.Body).All(use => use.Kind is UseKind.Receiver or UseKind.Written or UseKind.Inspected)
            && !call.Body.MentionsOf(result).Any(HandlesOthers)
            && Evidence.TypeOf(call) is { } type
            && !IsAskedIn(type, call.Seen)
            && !call.Body.Uses.Any(IsEnding)
            && !call.Body.Uses.Any(use => use.Parent is IUsingOperation or IUsingDeclarationOperation)
            && !Evidence.IsNamedByCallers(call.Body.Owner, call.Seen, Ending.Contains)
            && !TestCode.Holds(call.Body.Owner, call.Seen.Compilation))
        {
            call.Seen.Report(loop.Syntax.GetFirstToken().GetLocation(), call.Name);
        }
    }

    /// <summary>A loop over the parts of one message: a goodbye ends it like any last part, and whoever asked for the message may look.</summary>
    private static bool GathersOne(ILoopOperation loop) =>
        Loops.ConditionOf(loop) is { } condition && Operations.Below(condition).Any(part => part is IPropertyReferenceOperation { Property.Name: "EndOfMessage" });

    /// <summary>Code for whatever is neither of the types that are named, or for what brings no bytes: a goodbye is among it.</summary>
    private static bool HandlesOthers(IOperation mention)
    {
        if (Uses.UserOf(mention) is not IPropertyReferenceOperation { Property.Name: "MessageType" or "Count" } asked)
        {
            return false;
        }

        var test = Uses.Whole(asked).Parent;
        return asked.Property.Name == "Count"
            ? test is IBinaryOperation { OperatorKind: not (BinaryOperatorKind.Add or BinaryOperatorKind.Subtract) } or IIsPatternOperation
            : !(IsOnlySent(test) || test is IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals } && !HasElse(test));
    }

    /// <summary>An echo sends the type back as it came: it has not looked at it, and a send of the type Close throws.</summary>
    private static bool IsOnlySent(IOperation? use) => use is IArgumentOperation { Parent: IInvocationOperation { TargetMethod: { Name: "SendAsync", ContainingType.Name: "WebSocket" or "ClientWebSocket" } } };

    private static bool HasElse(IOperation test)
    {
        var up = test.Parent;
        while (up is IBinaryOperation or IParenthesizedOperation)
        {
            up = up.Parent;
        }

        return up is not IConditionalOperation { WhenFalse: null or IConditionalOperation };
    }

    private static bool IsAskedIn(INamedTypeSymbol type, Seen seen)
    {
        if (Evidence.IsNamedIn(type, seen, Asking.Contains))
        {
            return true;
        }

        for (var around = type; around is not null; around = around.ContainingType)
        {
            if (seen.Sources.NamesIn(around, "Close").Any(name => name.Parent?.ToString().Contains("MessageType") == true))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsEnding(IOperation use) => use is IInvocationOperation { TargetMethod.Name: var name } && Ending.Contains(name);
}
