using System;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;
using NetworkingAnalyzers.Situations;

namespace NetworkingAnalyzers.Rules.Http;

/// <summary>A header is added to those of all requests before each request: the second goes out with both, or the adding throws.</summary>
public sealed class DefaultHeadersPerCall : NetworkingRule
{
    /// <summary>Describes the rule.</summary>
    public DefaultHeadersPerCall()
        : base(
            "NWA7008",
            "A default header is added before each request",
            "'{0}' adds to the default headers of '{1}' before each request, beside what was added for the ones before; put the header into the request, or add it once where the client is made",
            "DefaultRequestHeaders belong to the client, and Add adds: the second request goes out with the values of the first and its own, the thousandth with a thousand, until the server refuses its headers. "
            + "A header of one value, such as Authorization or Host, throws at the second call. Requests that run at the same time get each other's values.")
    {
    }

    /// <inheritdoc/>
    public override string? NoFix => "whether the header is for all requests, or this one needs a message of its own, is for the author to say";

    private protected override void Watch(Watch on, NetTypes net) => on.Calls(Topics.AddsHeader, Judge);

    private static void Judge(Call call)
    {
        if (ClientOf(call) is { } client
            && NameOfWhatIsAddedTo(client, call) is { } name
            && !IsTakenAway(call)
            && !TestCode.Holds(call.Body.Owner, call.Seen.Compilation))
        {
            call.Report(call.Name, name);
        }
    }

    /// <summary>The client whose default headers, or a collection of them, it is called on.</summary>
    private static IOperation? ClientOf(Call call)
    {
        var from = call.Receiver;
        if (from is IPropertyReferenceOperation { Property: { Name: not "DefaultRequestHeaders", ContainingType.Name: "HttpRequestHeaders" } } collection)
        {
            from = Uses.ReceiverOf(collection);
        }

        if (from is ILocalReferenceOperation { Local: var local } && Writes.Among(call.Body.MentionsOf(local)).Take(2).ToList() is { Count: 1 } writes && writes[0].Value is { } value)
        {
            from = Uses.Plain(value);
        }

        return from is IPropertyReferenceOperation { Property: { Name: "DefaultRequestHeaders", ContainingType.Name: "HttpClient" } } headers ? Uses.ReceiverOf(headers) : null;
    }

    /// <summary>The name of a client that is used again with what is added; null where that is not sure.</summary>
    private static string? NameOfWhatIsAddedTo(IOperation client, Call call)
    {
        if (KeptClients.KeeperOf(client) is { } keeper)
        {
            return KeptClients.IsAtEachCall(call.Operation, keeper, call.Body) && KeptClients.IsSentThroughBehind(keeper, call) ? keeper.Name : null;
        }

        return client is ILocalReferenceOperation { Local: var local }
            && Loops.Around(call.Operation) is { } loop
            && KeptClients.IsAlwaysRunIn(loop, call.Operation)
            && call.Seen.Net.CallsOf(Topics.SendsRequest).Any(request => Operations.Contains(loop, request) && IsOn(local, request))
            && Writes.Among(call.Body.MentionsOf(local)).All(write => ReferenceEquals(Body.FunctionOf(write.At), Body.FunctionOf(call.Operation)))
            && Repeating.ByLoop(call.Operation, local, call.Body, call.Seen.Cancellation)
                ? local.Name
                : null;
    }

    private static bool IsOn(ILocalSymbol local, IOperation request) =>
        Uses.ReceiverOf(request) is ILocalReferenceOperation { Local: var client } && SymbolEqualityComparer.Default.Equals(client, local);

    /// <summary><c>DefaultRequestHeaders.Clear()</c>, <c>Remove(name)</c>, a helper that says so: whatever it takes away, its author has thought of it.</summary>
    private static bool IsTakenAway(Call call) => call.Body.Uses.Any(use =>
        use is IInvocationOperation { TargetMethod.Name: var name }
        && (name.StartsWith("Clear", StringComparison.Ordinal) || name.StartsWith("Remove", StringComparison.Ordinal) || name.StartsWith("Reset", StringComparison.Ordinal)));
}
