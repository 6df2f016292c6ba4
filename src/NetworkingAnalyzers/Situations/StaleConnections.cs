using System;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;

namespace NetworkingAnalyzers.Situations;

/// <summary>
/// Connections that lie idle between two uses, and of which <c>Connected</c> alone says whether they are used again: taken out of a pool, or kept in a field until the next
/// request. The peer may have closed one meanwhile, and nobody has looked.
/// </summary>
internal static class StaleConnections
{
    private const int CallDepth = 2;
    private const int MostCallers = 16;

    private static readonly Topics Exchanging = Topics.SendsBytes | Topics.WritesThroughWriter | Receiving.Reads;

    private static readonly string[] EndingWords = ["Close", "Dispose", "Disconnect", "Stop", "Reset", "Abort", "Shutdown", "Kill", "Clean", "Drop", "Destroy", "Teardown", "Reconnect"];

    /// <summary>Words by which a pool says that it lets go of what has lain too long, or asks again where a connection has turned out dead.</summary>
    private static readonly string[] CareWords = ["idletime", "idlesince", "lastuse", "expir", "maxage", "lifetime", "livetime", "stale", "retr", "attempt"];

    /// <summary><c>while (idle.TryPop(out var c)) { if (c.Connected) return c; c.Dispose(); } return Open();</c></summary>
    public static bool AreHandedOut(Call answer, INamedTypeSymbol? connectionType)
    {
        if (ConnectedAnswers.HolderOf(answer.Operation) is not ILocalReferenceOperation { Local: var local }
            || ConnectedAnswers.ConditionOf(answer.Operation) is not { } condition
            || !ConnectedAnswers.AsksNothingElse(condition, answer.Operation))
        {
            return false;
        }

        var function = Body.FunctionOf(answer.Operation);
        var mentions = answer.Body.MentionsOf(local);
        return mentions.Any(IsTakenOut)
            && mentions.Any(IsReturned)
            && Operations.BelowInFunction(function).Any(operation => IsFresh(operation, local.Type))
            && !Operations.BelowInFunction(function).Any(operation => IsExchange(operation, answer.Seen, 0))
            && !TakesCare(answer, connectionType);
    }

    /// <summary><c>if (!client.Connected) Connect(); client.GetStream().Write(request);</c>, where nothing that fails ever closes the client.</summary>
    public static bool AreUsedAgain(Call answer, Call asked) =>
        ConnectedAnswers.HolderOf(asked.Operation) is { } holder && KeptClients.KeeperOf(holder) is { } keeper
        && (ReferenceEquals(answer.Operation, asked.Operation) || ConnectedAnswers.HolderOf(answer.Operation) is null)
        && answer.Body.Owner is IMethodSymbol method
        && ConnectedAnswers.ConditionOf(answer.Operation) is { Parent: IConditionalOperation { Type: null } test } condition
        && ConnectedAnswers.AsksNothingElse(condition, answer.Operation)
        && Loops.Around(test) is null
        && ReferenceEquals(Body.FunctionOf(test), answer.Body.Root)
        && (ConnectedAnswers.IsNegated(answer.Operation, condition) ? test.WhenTrue : test.WhenFalse) is { } branch
        && Does(branch, answer.Seen, Connects)
        && (ExchangesBehind(test, answer.Seen) || answer.Seen.Sources.CallsOf(method, answer.Seen.Cancellation).Take(MostCallers).Any(call => IsOfOneFamily(call, method) && ExchangesBehind(call, answer.Seen.In(Body.Around(call)))))
        && !answer.Seen.Sources.CallsOf(method, answer.Seen.Cancellation).Take(MostCallers).Any(IsTriedAgain)
        && !TakesCare(answer, keeper.ContainingType)
        && !IsEverClosed(answer, keeper, branch);

    private static bool TakesCare(Call answer, INamedTypeSymbol? connectionType) =>
        new[] { Evidence.TypeOf(answer), connectionType }.Any(type => type is not null && Evidence.IsNamed(type, answer.Seen, SaysCare));

    private static bool SaysCare(string name) =>
        name == "Poll"
        || Evidence.SaysPeerIsWatched(name) || CareWords.Any(word => name.IndexOf(word, StringComparison.OrdinalIgnoreCase) >= 0) || (Evidence.SaysPeerIsAsked(name) && name.IndexOf("idle", StringComparison.OrdinalIgnoreCase) < 0);

    private static bool IsTakenOut(IOperation mention) =>
        Write.By(mention) is { } write
        && (write.Value is { } value
            ? Uses.Plain(value) is IInvocationOperation { TargetMethod: var method } && ConnectedAnswers.TakesOut(method)
            : Operations.Above<IArgumentOperation>(mention) is { Parent: IInvocationOperation { TargetMethod: var taking } } && ConnectedAnswers.TakesOut(taking));

    private static bool IsReturned(IOperation mention) => mention is ILocalReferenceOperation && Fate.Of(mention) switch
    {
        { Kind: FateKind.Returned } => true,
        { Kind: FateKind.Stored, Into: IParameterSymbol { RefKind: RefKind.Out } } => true,
        { Kind: FateKind.Passed, At: IArgumentOperation { Parent: { } given } } => given is IObjectCreationOperation or IInvocationOperation { TargetMethod.Name: "FromResult" } && Fate.Of(given).Kind == FateKind.Returned,
        _ => false,
    };

    /// <summary>A connection that the pool opens where none is left.</summary>
    private static bool IsFresh(IOperation operation, ITypeSymbol type) =>
        operation is IObjectCreationOperation or IInvocationOperation
        && !(operation is IInvocationOperation { TargetMethod: var method } && ConnectedAnswers.TakesOut(method))
        && (IsOf(operation.Type, type) || (Awaiting.IsTaskWithResult(operation.Type) && IsOf(((INamedTypeSymbol)operation.Type!).TypeArguments[0], type)));

    private static bool IsOf(ITypeSymbol? made, ITypeSymbol type) => SymbolEqualityComparer.Default.Equals(made, type);

    private static bool ExchangesBehind(IOperation first, Seen seen) =>
        Operations.BelowInFunction(Body.FunctionOf(first)).Any(operation => operation.Syntax.SpanStart >= first.Syntax.Span.End && IsExchange(operation, seen, CallDepth));

    private static bool IsExchange(IOperation operation, Seen seen, int depth) =>
        operation is IInvocationOperation call
        && (seen.Types.TopicsOf(call.TargetMethod) is var topics && topics.HasAny(Exchanging) && !topics.HasAny(Topics.Datagram)
            ? Connections.Carries(Uses.ReceiverOf(call), seen)
            : depth > 0 && seen.Sources.BodyOf(call.TargetMethod) is { } body && seen.In(body) is var inside && body.Uses.Any(use => IsExchange(use, inside, depth - 1)));

    private static bool Connects(IOperation operation, Seen seen) =>
        operation is IInvocationOperation or IObjectCreationOperation && Uses.MemberOf(operation) is { } member
        && (seen.Types.TopicsOf(member).HasAny(Topics.Connects) || (operation is IObjectCreationOperation { Type: { } made } && seen.Types.IsConnection(made) && ClientConnections.ConnectsAtOnce(operation)));

    /// <summary>The code does it, or a method of this compilation that it calls.</summary>
    private static bool Does(IOperation code, Seen seen, Func<IOperation, Seen, bool> what) =>
        Operations.BelowInFunction(code).Any(operation => what(operation, seen)
            || (operation is IInvocationOperation { TargetMethod: var method } && seen.Sources.BodyOf(method) is { } body && seen.In(body) is var inside
                && body.Uses.Any(use => what(use, inside)
                    || (use is IInvocationOperation { TargetMethod: var next } && seen.Sources.BodyOf(next) is { } deeper && seen.In(deeper) is var deepest && deeper.Uses.Any(last => what(last, deepest))))));

    private static bool IsOfOneFamily(IOperation call, IMethodSymbol method)
    {
        for (var type = Body.Around(call).Owner?.ContainingType; type is not null; type = type.BaseType)
        {
            if (SymbolEqualityComparer.Default.Equals(type.OriginalDefinition, method.ContainingType.OriginalDefinition))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>A failure leads to the next round of a loop, which asks once more; by then <c>Connected</c> has heard of it.</summary>
    private static bool IsTriedAgain(IOperation call) =>
        Catching.TryAround(call) is { } @try && Loops.Around(@try) is not null;

    /// <summary>
    /// Something closes the connection, or says that there is none, other than what ends the object's life and what opens the next connection: whoever does may do so because an exchange has failed.
    /// </summary>
    private static bool IsEverClosed(Call answer, ISymbol keeper, IOperation branch)
    {
        var types = new[] { keeper.ContainingType, answer.Body.Owner!.ContainingType };
        return types.Distinct<INamedTypeSymbol>(SymbolEqualityComparer.Default).SelectMany(answer.Seen.Sources.BodiesIn).Any(body =>
            !IsEnding(body.Owner)
            && answer.Seen.In(body) is var inside
            && Operations.Below(body.Root).Any(operation => Closes(operation, keeper, inside) && !IsIn(branch, operation) && !IsOfOpening(operation, inside)));
    }

    /// <summary>Operations of another body may be of another model.</summary>
    private static bool IsIn(IOperation branch, IOperation operation) =>
        operation.Syntax.SyntaxTree == branch.Syntax.SyntaxTree && branch.Syntax.Span.Contains(operation.Syntax.Span);

    private static bool Closes(IOperation operation, ISymbol keeper, Seen seen) => operation switch
    {
        IInvocationOperation { TargetMethod: var method } call =>
            seen.Types.TopicsOf(method).HasAny(Topics.Releases) || method.Name is "Shutdown" or "Disconnect"
                ? Uses.ReceiverOf(call) is { } closed && (seen.Types.IsConnection(closed.Type) || NetTypes.Is(closed.Type, seen.Types.Stream) || closed is not ILocalReferenceOperation)
                : !method.DeclaringSyntaxReferences.IsEmpty && IsEnding(method),
        ISimpleAssignmentOperation { Target: var target, Value: var value } =>
            value.ConstantValue is { HasValue: true, Value: null } && SymbolEqualityComparer.Default.Equals(Makings.SymbolOf(target), keeper),
        IUsingOperation or IUsingDeclarationOperation => Operations.BelowInFunction(operation).Any(inner => seen.Types.IsConnection(inner.Type) || NetTypes.Is(inner.Type, seen.Types.Stream)),
        _ => false,
    };

    /// <summary>In a function that connects and exchanges nothing: it puts the old connection out of the way, or one that could not be opened.</summary>
    private static bool IsOfOpening(IOperation close, Seen seen)
    {
        var function = Body.FunctionOf(close);
        return Operations.BelowInFunction(function).Any(operation => Connects(operation, seen)) && !Operations.BelowInFunction(function).Any(operation => IsExchange(operation, seen, 1));
    }

    private static bool IsEnding(ISymbol? member) =>
        member is IMethodSymbol { MethodKind: MethodKind.Destructor }
        || (member is IMethodSymbol { Name: var name } && EndingWords.Any(word => name.StartsWith(word, StringComparison.Ordinal) || name.EndsWith(".Dispose", StringComparison.Ordinal)));
}
