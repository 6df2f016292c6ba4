using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;
using NetworkingAnalyzers.Situations;

namespace NetworkingAnalyzers.Rules.Http;

/// <summary>A base address with a path, and requests that do not go below it: its last part, or all of it, is cut off.</summary>
public sealed class BaseAddressLosesPath : NetworkingRule
{
    /// <summary>Describes the rule.</summary>
    public BaseAddressLosesPath()
        : base(
            "NWA7010",
            "The path of a base address is cut off",
            "'{0}' is not below the base address: {1}, so that '{2}' is cut off from its path; {3}",
            "A relative address is resolved as a browser resolves a link: what stands behind the last slash of the base is replaced, and an address that begins with a slash replaces the whole path. "
            + "Requests go to 'https://host/users' where 'https://host/api/users' was meant, and come back as 404, or with what another application has there.")
    {
    }

    private protected override void Watch(Watch on, NetTypes net) => on.Calls(Topics.FixedByFirstRequest, Judge);

    private static void Judge(Call call)
    {
        if (call.Member.Name != "BaseAddress" || Write.By(call.Operation) is not { Value: { } address }
            || RelativeRequests.PathOf(address) is not var (text, path)
            || MentionsOfClient(call) is not { } mentions)
        {
            return;
        }

        var requests = RelativeRequests.Of(mentions, call.Seen).ToList();
        var end = path.Substring(path.LastIndexOf('/') + 1);
        if (end.Length > 0 && !IsPage(end) && requests.FirstOrDefault(request => request.Text is not null && RelativeRequests.IsBelow(request.Text)) is { Text: { } below }
            && !requests.Any(request => WantsBaseAsItIs(request.Text, end)))
        {
            call.Seen.Report(text, Shown(below), "its path does not end with '/'", end, "append the slash");
        }
        else if (path.Length > 1 && requests.Count > 0 && requests.All(request => request.Text is { } own && IsFromRoot(own) && !own.StartsWith(path.TrimEnd('/'), StringComparison.OrdinalIgnoreCase)))
        {
            foreach (var request in requests)
            {
                call.Seen.Report(request.Argument, Shown(request.Text!), "it begins with '/'", path, "take the slash away");
            }
        }
    }

    /// <summary>The base itself, perhaps with a query, or an address that says the last part again.</summary>
    private static bool WantsBaseAsItIs(string? text, string end) =>
        text is "" || text?[0] is '?' || text?.StartsWith(end + "/", StringComparison.OrdinalIgnoreCase) == true;

    private static bool IsFromRoot(string text) => text.Length > 1 && text[0] == '/' && text[1] != '/';

    private static string Shown(string text) => text.Length > 40 ? text.Substring(0, 40) : text;

    /// <summary><c>/service.asmx</c>: replaced on purpose.</summary>
    private static bool IsPage(string end) =>
        end.LastIndexOf('.') is > 0 and var dot && end.Substring(dot + 1) is { Length: >= 2 } extension && extension.All(char.IsLetter);

    /// <summary>Where the client is named that gets the address: a local here, a field or property anywhere in its type, what a typed client was given; null where nobody knows.</summary>
    private static IEnumerable<IOperation>? MentionsOfClient(Call call)
    {
        var holder = call.Receiver is { } receiver && Makings.SymbolOf(receiver) is { } named ? named
            : call.Operation.Parent?.Parent is IObjectOrCollectionInitializerOperation { Parent: IObjectCreationOperation creation } ? Fate.Of(creation).Into
            : null;
        switch (holder)
        {
            case IParameterSymbol { ContainingSymbol: IMethodSymbol { MethodKind: MethodKind.AnonymousFunction } }:
                return TypedClient(call) is { } typed ? MentionsIn(typed, call) : null;
            case ILocalSymbol local when StaysHere(local, call.Body):
                return call.Body.MentionsOf(local);
            case IFieldSymbol or IPropertySymbol when holder.ContainingType.TypeKind != TypeKind.Interface && call.Seen.Compilation.Assembly.Equals(holder.ContainingAssembly, SymbolEqualityComparer.Default):
                var mentions = call.Seen.Sources.MentionsOf(holder);
                return BasesIn(mentions) == 1 ? mentions : null;
            default:
                return null;
        }
    }

    /// <summary>A local that stays here: where it goes its requests are not seen, and some of them may want the base as it is.</summary>
    private static bool StaysHere(ILocalSymbol local, Body body) =>
        Escape.UsesOf(local, body).All(use => use.Kind is UseKind.Receiver or UseKind.Using or UseKind.Inspected or UseKind.Captured) && BasesIn(body.MentionsOf(local)) <= 1;

    private static int BasesIn(IEnumerable<IOperation> mentions) =>
        mentions.Count(mention => Uses.UserOf(mention) is IPropertyReferenceOperation { Property.Name: "BaseAddress" } address && Write.By(address) is not null)
        + mentions.Select(mention => Write.By(mention)?.Value).OfType<IOperation>().Select(Uses.Plain).OfType<IObjectCreationOperation>()
            .Count(creation => creation.Initializer is { } initializer && Operations.Below(initializer).Any(below => below is IPropertyReferenceOperation { Property.Name: "BaseAddress" }));

    /// <summary><c>services.AddHttpClient&lt;Typed&gt;(client => ..)</c>.</summary>
    private static INamedTypeSymbol? TypedClient(Call call) =>
        Body.FunctionOf(call.Operation) is IAnonymousFunctionOperation lambda
        && Handed.Of(lambda).Call is IInvocationOperation { TargetMethod: { Name: "AddHttpClient", TypeArguments: { Length: > 0 } types } }
            ? types[types.Length - 1] as INamedTypeSymbol
            : null;

    private static IEnumerable<IOperation> MentionsIn(INamedTypeSymbol typed, Call call) =>
        call.Seen.Sources.BodiesIn(typed).SelectMany(body => body.Uses.OfType<IInvocationOperation>())
            .Where(request => call.Seen.Types.TopicsOf(request.TargetMethod).HasAny(Topics.SendsRequest))
            .Select(Uses.ReceiverOf).OfType<IOperation>();
}
