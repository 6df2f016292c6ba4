using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;

namespace NetworkingAnalyzers.Situations;

/// <summary>Content that was made before a loop, and that the first round disposes of.</summary>
internal static class UsedUpContents
{
    /// <summary><c>using var request = new HttpRequestMessage(..) { Content = content };</c> in a loop, and sent there: the content where it is given; null where that is not so.</summary>
    public static IOperation? EndsWithRound(IOperation creation, Seen seen)
    {
        if (Loops.Around(creation) is null
            || Fate.Of(creation) is not { Kind: FateKind.Stored, Into: ILocalSymbol request }
            || !Escape.UsesOf(request, seen.Body).Any(use => use.Kind == UseKind.Using)
            || SentMessages.Of(request, seen).Count == 0)
        {
            return null;
        }

        var initialized = ((IObjectCreationOperation)creation).Initializer?.Initializers.OfType<ISimpleAssignmentOperation>() ?? Enumerable.Empty<ISimpleAssignmentOperation>();
        var assigned = seen.Body.MentionsOf(request).Select(mention => mention.Parent?.Parent).OfType<ISimpleAssignmentOperation>();
        return initialized.Concat(assigned)
            .Where(assignment => assignment.Target is IPropertyReferenceOperation { Property.Name: "Content" })
            .Select(assignment => Uses.Plain(assignment.Value))
            .FirstOrDefault(content => IsFromBefore(content, seen));
    }

    /// <summary><c>client.PostAsync(address, content)</c> in a loop: up to .NET Framework 4.8 the client disposes of what it has sent.</summary>
    public static IOperation? EndsWithCall(IOperation call, Seen seen) =>
        ErrorNumbers.RunOnWindowsOnly(seen.Compilation) && Uses.ArgumentOf(call, "content") is { } given && Uses.Plain(given) is var content && IsFromBefore(content, seen)
            ? content
            : null;

    private static bool IsFromBefore(IOperation content, Seen seen) =>
        Makings.SymbolOf(content) is ILocalSymbol or IParameterSymbol
        && Makings.SymbolOf(content) is { } variable
        && Writes.Among(seen.Body.MentionsOf(variable)).All(write => ReferenceEquals(Body.FunctionOf(write.At), Body.FunctionOf(content)))
        && Repeating.ByLoop(content, variable, seen.Body, seen.Cancellation);
}
