using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;
using NetworkingAnalyzers.Situations;

namespace NetworkingAnalyzers.Rules.Http;

/// <summary>An HttpClient that lives as long as the process keeps its connections as long: it never asks the DNS again.</summary>
public sealed class StaleDns : NetworkingRule
{
    private const string HandlerWithLifetime = "System.Net.Http.SocketsHttpHandler";

    /// <summary>Describes the rule.</summary>
    public StaleDns()
        : base(
            "NWA7002",
            "A client that lives as long as the process never looks its host up again",
            "'{0}' in the static '{1}' keeps its connections for ever and misses every change of the host's address; give it a 'SocketsHttpHandler' with 'PooledConnectionLifetime'",
            "A name is looked up when a connection is opened, and a connection that is used often enough is never closed. After a failover, a deployment or a change of DNS the process goes on talking to the old address, "
            + "until that refuses, or somebody restarts the process.")
    {
    }

    private protected override void Watch(Watch on, NetTypes net) => on.Calls(Topics.MakesHttpClient, Judge);

    private static void Judge(Call call)
    {
        // Older frameworks have no handler that limits the life of its connections; there ServicePoint does.
        if (call.Operation is IObjectCreationOperation creation
            && call.Net.Type(HandlerWithLifetime) is { } handler
            && !CompiledFor.OlderThan(creation.Syntax.SyntaxTree, "NETCOREAPP2_1")
            && HolderOf(creation) is { IsStatic: true } holder
            && KeepsForEver(creation, handler)
            && !StaysHere(creation)
            && !AsksHereAlone(holder, call.Seen)
            && IsFirstFor(holder, creation, handler, call.Seen)
            && !Tools.Holds(call.Seen)
            && !TestCode.Holds(holder, call.Seen.Compilation))
        {
            call.Report(call.Name, holder.Name);
        }
    }

    /// <summary>The field or property that gets the client, in its declaration (also lazily) or by an assignment.</summary>
    private static ISymbol? HolderOf(IOperation creation)
    {
        for (var up = creation.Parent; up is not null; up = up.Parent)
        {
            switch (up)
            {
                case IFieldInitializerOperation field:
                    return field.InitializedFields.FirstOrDefault();
                case IPropertyInitializerOperation property:
                    return property.InitializedProperties.FirstOrDefault();
                case IAssignmentOperation { Target: IMemberReferenceOperation target }:
                    return target.Member;
                case IObjectCreationOperation { Type.Name: "Lazy" } or IConversionOperation or IDelegateCreationOperation or IAnonymousFunctionOperation or IReturnOperation or IBlockOperation or IArgumentOperation { Parent: IObjectCreationOperation { Type.Name: "Lazy" } } or ICoalesceOperation:
                    break;
                default:
                    return null;
            }
        }

        return null;
    }

    /// <summary>A field that is filled in several places is told of once: what was made before it in the file is.</summary>
    private static bool IsFirstFor(ISymbol holder, IObjectCreationOperation creation, INamedTypeSymbol handler, Seen seen) =>
        !Writes.Among(seen.Sources.MentionsOf(holder)).Select(write => write.Value).OfType<IOperation>().SelectMany(Operations.Below).OfType<IObjectCreationOperation>().Any(other =>
            other.Syntax.SyntaxTree == creation.Syntax.SyntaxTree && other.Syntax.SpanStart < creation.Syntax.SpanStart
            && SymbolEqualityComparer.Default.Equals(other.Type, creation.Type)
            && KeepsForEver(other, handler) && !StaysHere(other));

    /// <summary>No handler, or one that is made here and is not told otherwise. Of any other handler nothing is known.</summary>
    private static bool KeepsForEver(IObjectCreationOperation creation, INamedTypeSymbol handler)
    {
        if (Uses.ArgumentOf(creation, "handler") is not { } given)
        {
            return true;
        }

        return Uses.Plain(given) is IObjectCreationOperation { Type: { } type } inner
            && (type.Name == "HttpClientHandler" || SymbolEqualityComparer.Default.Equals(type, handler))
            && inner.Initializer?.Initializers.Any(SetsLifetime) != true;
    }

    private static bool SetsLifetime(IOperation initializer) =>
        initializer is IAssignmentOperation { Target: IPropertyReferenceOperation { Property.Name: "PooledConnectionLifetime" or "ConnectCallback" } };

    /// <summary>A base address on this machine, whose address does not change.</summary>
    private static bool StaysHere(IObjectCreationOperation creation) =>
        creation.Initializer is { } initializer && Operations.Below(initializer).Any(operation =>
            operation.ConstantValue is { HasValue: true, Value: string text } && IsOfThisMachine(text));

    /// <summary><c>client.GetAsync($"http://localhost:{port}/metrics")</c>, and nothing else: each request names this machine.</summary>
    private static bool AsksHereAlone(ISymbol holder, Seen seen) =>
        Writes.ReadsAmong(seen.Sources.MentionsOf(holder)).Where(mention => mention is not ISymbolInitializerOperation).ToList() is { Count: > 0 } reads
        && reads.All(read => read.Parent is IInvocationOperation { Arguments: { Length: > 0 } given } request && ReferenceEquals(Uses.ReceiverOf(request), read) && BeginOf(given[0].Value) is { } url && IsOfThisMachine(url));

    /// <summary>The constant text, or the one that an interpolated text begins with.</summary>
    private static string? BeginOf(IOperation url) =>
        (Uses.Plain(url) switch
        {
            IInterpolatedStringOperation { Parts: { Length: > 0 } parts } => (parts[0] as IInterpolatedStringTextOperation)?.Text,
            IObjectCreationOperation { Type.Name: "Uri", Arguments: { Length: 1 } made } => Uses.Plain(made[0].Value),
            var text => text,
        })?.ConstantValue is { HasValue: true, Value: string constant } ? constant : null;

    private static bool IsOfThisMachine(string text) => text.Contains("://localhost") || text.Contains("://127.0.0.1") || text.Contains("://[::1]");
}
