using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;

namespace NetworkingAnalyzers.Situations;

/// <summary>A client that lives from one call of a method to the next, and what the method does with it at each.</summary>
internal static class KeptClients
{
    /// <summary>The field that keeps the client between two calls of the method, the property whose value is kept so, or the parameter of a primary constructor, which is kept as well.</summary>
    public static ISymbol? KeeperOf(IOperation client) => Uses.Plain(client) switch
    {
        IFieldReferenceOperation { Field: var field, Instance: null or IInstanceReferenceOperation } => field,
        IParameterReferenceOperation { Parameter: { ContainingSymbol: IMethodSymbol { MethodKind: MethodKind.Constructor } } parameter } given when !IsInConstructor(given, parameter) => parameter,
        IPropertyReferenceOperation { Property: var property, Instance: null or IInstanceReferenceOperation } when IsKept(property) => property,
        _ => null,
    };

    /// <summary>
    /// Whether the operation is done to the keeper's client at each of several calls: in a method that is called more than once, below no condition, with the same client each time.
    /// </summary>
    public static bool IsAtEachCall(IOperation operation, ISymbol keeper, Body body) =>
        Functions.SymbolOf(Body.FunctionOf(operation)) is IMethodSymbol { MethodKind: MethodKind.Ordinary } method
        && RunsMoreThanOnce(method, keeper)
        && !Writes.Among(body.MentionsOf(keeper)).Any()
        && IsAlwaysRun(operation);

    /// <summary>Whether the function sends a request through the keeper's client behind the operation.</summary>
    public static bool IsSentThroughBehind(ISymbol keeper, Call call) =>
        call.Seen.Net.CallsOf(Topics.SendsRequest).Any(request =>
            request.Syntax.SpanStart > call.Operation.Syntax.SpanStart
            && Uses.ReceiverOf(request) is { } client && SymbolEqualityComparer.Default.Equals(KeeperOf(client), keeper)
            && ReferenceEquals(Body.FunctionOf(request), Body.FunctionOf(call.Operation)));

    /// <summary>
    /// The variable of the client where its function has sent a request through it on a way that leads to the operation, and has not put another client into it;
    /// null otherwise.
    /// </summary>
    public static ISymbol? HasSentBefore(IOperation client, Call call)
    {
        var variable = KeeperOf(client) ?? (Uses.Plain(client) is ILocalReferenceOperation { Local: var local } ? local : null);
        if (variable is null or IPropertySymbol || Writes.Among(call.Body.MentionsOf(variable)).Count() > (variable is ILocalSymbol ? 1 : 0)
            || Loops.Around(call.Operation) is not null)
        {
            return null;
        }

        return call.Seen.Net.CallsOf(Topics.SendsRequest).Any(request =>
            request.Syntax.SpanStart < call.Operation.Syntax.SpanStart
            && Uses.ReceiverOf(request) is { } through && SymbolEqualityComparer.Default.Equals(KeeperOf(through) ?? Makings.SymbolOf(Uses.Plain(through)), variable)
            && ReferenceEquals(Body.FunctionOf(request), Body.FunctionOf(call.Operation))
            && Loops.Around(request) is null
            && Paths.Around(request, call.Body, call.Seen.Cancellation) is { } paths
            && paths.Reaches(request, paths.Any(call.Operation), null, Exceptions.Thrown) == Answer.Yes) ? variable : null;
    }

    /// <summary>No condition stands above it in the round of the loop.</summary>
    public static bool IsAlwaysRunIn(ILoopOperation loop, IOperation operation) => IsAlwaysRun(operation, loop);

    /// <summary>No condition stands above it, which might ask whether it is the first time.</summary>
    private static bool IsAlwaysRun(IOperation set, ILoopOperation? loop = null)
    {
        for (var up = set.Parent; up is not null and not (IAnonymousFunctionOperation or ILocalFunctionOperation) && !ReferenceEquals(up, loop); up = up.Parent)
        {
            if (up is IConditionalOperation or ISwitchOperation or ISwitchExpressionOperation or ICatchClauseOperation or ICoalesceOperation)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>In the constructor it is a parameter like any other; a method of the type mentions it only where it is a primary one's.</summary>
    private static bool IsInConstructor(IOperation mention, IParameterSymbol parameter) =>
        SymbolEqualityComparer.Default.Equals(Body.Around(mention).Owner, parameter.ContainingSymbol) || Body.Around(mention).Owner is not IMethodSymbol;

    /// <summary><c>HttpClient Client { get; }</c>: what it gives is the same each time.</summary>
    private static bool IsKept(IPropertySymbol property) =>
        !property.IsAbstract && property.ContainingType.GetMembers().Any(member => member is IFieldSymbol { AssociatedSymbol: { } associated } && SymbolEqualityComparer.Default.Equals(associated, property));

    /// <summary>What is done once for an object, or for the program, by its name or because the program starts there.</summary>
    private static bool RunsMoreThanOnce(IMethodSymbol method, ISymbol keeper) =>
        method.ContainingType.GetMembers("Main").IsEmpty
        && (keeper.IsStatic || !Knowledge.Http.IsDoneOnce(method.Name));
}
