using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;
using NetworkingAnalyzers.Situations;

namespace NetworkingAnalyzers.Rules.Http;

/// <summary>A setting of a client that is kept is set before each request: the first one goes out, the second one throws.</summary>
public sealed class ChangedAfterFirstRequest : NetworkingRule
{
    /// <summary>Describes the rule.</summary>
    public ChangedAfterFirstRequest()
        : base(
            "NWA7014",
            "A client is changed after its first request",
            "'{0}' is set here before each request of '{1}', and throws from the second one on; set it where the client is made, or bound the one request by a token",
            "Timeout, BaseAddress and MaxResponseContentBufferSize belong to all requests of a client. Once one has been sent, setting them throws InvalidOperationException, whatever the value: "
            + "the first call works, in every test, and each later one fails.")
    {
    }

    /// <inheritdoc/>
    public override string? NoFix => "whether the setting is for all requests, or a token is to bound this one, is for the author to say";

    private protected override void Watch(Watch on, NetTypes net) => on.Calls(Topics.FixedByFirstRequest, Judge);

    private static void Judge(Call call)
    {
        if (Write.By(call.Operation) is not null
            && call.Receiver is { } client && KeeperOf(client) is { } keeper
            && Functions.SymbolOf(Body.FunctionOf(call.Operation)) is IMethodSymbol { MethodKind: MethodKind.Ordinary } method
            && RunsMoreThanOnce(method, keeper)
            && !Writes.Among(call.Body.MentionsOf(keeper)).Any()
            && IsAlwaysRun(call.Operation)
            && IsSentThroughBehind(keeper, call)
            && !TestCode.Holds(call.Body.Owner, call.Seen.Compilation))
        {
            call.Report(call.Name, keeper.Name);
        }
    }

    /// <summary>The field that keeps the client between two calls of the method, or the property whose value is kept so.</summary>
    private static ISymbol? KeeperOf(IOperation client) => Uses.Plain(client) switch
    {
        IFieldReferenceOperation { Field: var field, Instance: null or IInstanceReferenceOperation } => field,
        IPropertyReferenceOperation { Property: var property, Instance: null or IInstanceReferenceOperation } when IsKept(property) => property,
        _ => null,
    };

    /// <summary><c>HttpClient Client { get; }</c>: what it gives is the same each time.</summary>
    private static bool IsKept(IPropertySymbol property) =>
        !property.IsAbstract && property.ContainingType.GetMembers().Any(member => member is IFieldSymbol { AssociatedSymbol: { } associated } && SymbolEqualityComparer.Default.Equals(associated, property));

    /// <summary>What is done once for an object, or for the program, by its name or because the program starts there.</summary>
    private static bool RunsMoreThanOnce(IMethodSymbol method, ISymbol keeper) =>
        method.ContainingType.GetMembers("Main").IsEmpty
        && (keeper.IsStatic || !Knowledge.Http.IsDoneOnce(method.Name));

    /// <summary>No condition stands above it, which might ask whether it is the first time.</summary>
    private static bool IsAlwaysRun(IOperation set)
    {
        for (var up = set.Parent; up is not null and not (IAnonymousFunctionOperation or ILocalFunctionOperation); up = up.Parent)
        {
            if (up is IConditionalOperation or ISwitchOperation or ISwitchExpressionOperation or ICatchClauseOperation or ICoalesceOperation)
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsSentThroughBehind(ISymbol keeper, Call call) =>
        call.Seen.Net.CallsOf(Topics.SendsRequest).Any(request =>
            request.Syntax.SpanStart > call.Operation.Syntax.SpanStart
            && Uses.ReceiverOf(request) is { } client && SymbolEqualityComparer.Default.Equals(KeeperOf(client), keeper)
            && ReferenceEquals(Body.FunctionOf(request), Body.FunctionOf(call.Operation)));
}
