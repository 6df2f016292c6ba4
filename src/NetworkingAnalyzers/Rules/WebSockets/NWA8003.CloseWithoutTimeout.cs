using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;
using NetworkingAnalyzers.Situations;

namespace NetworkingAnalyzers.Rules.WebSockets;

/// <summary>A WebSocket is closed and the peer's answer waited for without an end; or with a token that has ended the wait before anything is sent.</summary>
public sealed class CloseWithoutTimeout : NetworkingRule
{
    private const string Endless = "waits for ever for a peer that does not answer";
    private const string Cancelled = "gets a token that is cancelled already: it throws and the peer is told nothing";
    private const string BeforeCancelling = ", before the token of a receive is cancelled: that has aborted the connection";

    /// <summary>Describes the rule.</summary>
    public CloseWithoutTimeout()
        : base(
            "NWA8003",
            "A WebSocket is closed without a timeout",
            "'{0}' {1}; give the close a token of its own that is cancelled after some seconds{2}",
            "CloseAsync sends a close frame and waits for the peer's. A peer whose network is gone, that hangs or that means harm never answers, and whoever awaits the close waits for ever: a shutdown does not end, a handler and its connection are kept. "
            + "With a token that is cancelled already nothing is sent at all.")
    {
    }

    /// <inheritdoc/>
    public override string? Threat => "a client that does not answer the close frame keeps its connection, and whoever waits for it";

    private protected override void Watch(Watch on, NetTypes net) => on.Calls(Topics.ClosesAndWaits, Judge);

    private static void Judge(Call call)
    {
        if (call.Operation is not IInvocationOperation { TargetMethod.DeclaringSyntaxReferences.IsEmpty: true } close
            || Uses.ArgumentOf(close, "cancellationToken") is not { } token
            || TestCode.Holds(call.Body.Owner, call.Seen.Compilation))
        {
            return;
        }

        if (IsNeverCancelled(Uses.Plain(token), call.Seen))
        {
            if (IsWaitedFor(close)
                && !Goodbyes.MayBeAnswer(close, call.Seen)
                && !MayBeOfItsOwn(close, call.Seen)
                && !IsEndedOtherwise(close, call.Seen))
            {
                call.Report(call.Name, Endless, string.Empty);
            }
        }
        else if (CancelledTokens.IsOne(token, close, call.Seen))
        {
            call.Report(call.Name, Cancelled, AbortsItself(close, call.Seen) ? BeforeCancelling : string.Empty);
        }
    }

    /// <summary><c>CancellationToken.None</c>, <c>default</c>, the token of a source that nobody has, a default that no caller replaces; a variable with nothing else.</summary>
    private static bool IsNeverCancelled(IOperation token, Seen seen) =>
        Deadlines.IsNone(token)
        || Deadlines.IsNeverGiven(token, seen)
        || token is IPropertyReferenceOperation { Property.Name: "Token", Instance: IObjectCreationOperation { Arguments.IsEmpty: true } }
        || (token is ILocalReferenceOperation { Local: var local } && Writes.Among(seen.Body.MentionsOf(local)).ToList() is { Count: > 0 } writes && writes.All(write => write.Value is { } value && Deadlines.IsNone(Uses.Plain(value))));

    /// <summary>Here; by the caller, to whom the task goes; or with others, by who gathers what a lambda returns.</summary>
    private static bool IsWaitedFor(IInvocationOperation close)
    {
        if (IsWaitedForWithTime(close) || (Fate.Of(close) is { Kind: FateKind.Stored, Into: ILocalSymbol local } && Body.Around(close).MentionsOf(local).Any(IsWaitedForWithTime)))
        {
            return false;
        }

        if (Waiting.For(close) is { } wait)
        {
            return wait is not IInvocationOperation { Arguments: { IsEmpty: false } arguments, TargetMethod.Name: var name } || (name == "WaitAll" && arguments.Length == 1);
        }

        if (Fate.Of(close).Kind != FateKind.Returned)
        {
            return false;
        }

        return Body.FunctionOf(close) is not IAnonymousFunctionOperation lambda
            || (Handed.Of(lambda).Call is IInvocationOperation { TargetMethod.Name: "Select" } each
                && (Waiting.For(each) is not null || (Fate.Of(each) is { Kind: FateKind.Passed, At.Parent: IInvocationOperation all } && Awaiting.JoinsAll(all.TargetMethod) && Fate.Of(all).Kind == FateKind.Returned)));
    }

    /// <summary><c>socket.CloseAsync(..).WaitAsync(time)</c>.</summary>
    private static bool IsWaitedForWithTime(IOperation task) =>
        Uses.Whole(task).Parent is IInvocationOperation { TargetMethod.Name: "WaitAsync" }
            or IArgumentOperation { Parent: IInvocationOperation { TargetMethod.Name: "WaitAsync" } };

    /// <summary>A WebSocket that may be the project's own: it need not wait.</summary>
    private static bool MayBeOfItsOwn(IInvocationOperation close, Seen seen) =>
        Uses.ReceiverOf(close)?.Type?.Name != "ClientWebSocket"
        && seen.Sources.NamesAnywhere("WebSocket", seen.Cancellation).Any(name =>
            name.FirstAncestorOrSelf<BaseTypeSyntax>() is { Type: var based } && (based == name || based is QualifiedNameSyntax { Right: var right } && right == name)
            && NetTypes.Is(seen.Sources.ModelOf(name.SyntaxTree).GetTypeInfo(based, seen.Cancellation).Type, seen.Types.WebSocket));

    /// <summary>A timer or a token aborts the connection, pings that stay unanswered end it, or the callers do not wait for ever.</summary>
    private static bool IsEndedOtherwise(IInvocationOperation close, Seen seen) =>
        seen.Body.Uses.Any(use => use is IInvocationOperation { TargetMethod.Name: "Abort" or "Dispose" } && Body.FunctionOf(use) is IAnonymousFunctionOperation function && !Operations.Contains(function, close))
        || Evidence.IsNamedByCallers(seen.Body.Owner, seen, name => name is not ("Register" or "UnsafeRegister" or "WaitOne") && Evidence.SaysBounded(name))
        || seen.Sources.NamesAnywhere("KeepAliveTimeout", seen.Cancellation).Any(name => seen.Sources.OperationAt(name) is IPropertyReferenceOperation { Property.ContainingType.Name: "WebSocketOptions" or "ClientWebSocketOptions" or "WebSocketCreationOptions" });

    /// <summary>In the <c>catch</c> of what ended a receive or a send: that has aborted the WebSocket.</summary>
    internal static bool AbortsItself(IOperation close, Seen seen) =>
        Operations.Above<ICatchClauseOperation>(close) is { Parent: ITryOperation @try }
        && Operations.BelowInFunction(@try.Body).Any(operation => operation is IInvocationOperation call && seen.Types.TopicsOf(call.TargetMethod).HasAny(Topics.ReceivesPart | Topics.SendsMessage));
}
