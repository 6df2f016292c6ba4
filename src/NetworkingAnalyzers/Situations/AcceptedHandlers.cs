using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;

namespace NetworkingAnalyzers.Situations;

/// <summary>Methods that an accept loop, and nobody else, gives its connections to: whoever accepts has forgotten the connection, and the method is to close it.</summary>
internal static class AcceptedHandlers
{
    /// <summary>The one parameter that can be the connection; a thread's or work item's state comes as <c>object</c>.</summary>
    public static IParameterSymbol? ConnectionOf(IMethodSymbol method, NetTypes net)
    {
        var candidates = method.Parameters.Where(parameter => net.IsSocketOrClient(parameter.Type)).ToList();
        return candidates.Count == 1 ? candidates[0]
            : candidates.Count == 0 && method.Parameters.Length == 1 && method.Parameters[0].Type.SpecialType == SpecialType.System_Object ? method.Parameters[0]
            : null;
    }

    /// <summary>The accept loop that alone gives the body's method its connections and does not close them itself, and how it gives them; null where there is none.</summary>
    public static (AcceptLoop Loop, Given Given)? GiverOf(IMethodSymbol method, Seen seen) =>
        AcceptLoops.Of(seen.Compilation).GivenTo(method, seen.Cancellation) is { As: not GivenAs.Unknown } given
        && !seen.Sources.ReferencesTo(method, seen.Cancellation).Skip(1).Any()
        && AcceptLoops.Of(seen.Compilation).In(Body.Around(given.At), seen.Cancellation).FirstOrDefault(loop => loop.Given.Contains(given)) is { } loop
        && !IsClosedByLoop(loop, given, seen)
            ? (loop, given)
            : null;

    /// <summary>The accepting function, or a lambda in it, closes it or keeps it where others can.</summary>
    private static bool IsClosedByLoop(AcceptLoop loop, Given given, Seen seen)
    {
        var body = Body.Around(loop.Accept);
        foreach (var variable in loop.Connection.Variables)
        {
            if (variable is not ILocalSymbol)
            {
                return true;
            }

            foreach (var mention in body.MentionsOf(variable).Where(mention => mention is ILocalReferenceOperation))
            {
                foreach (var use in Escape.UsesOf(mention))
                {
                    if (use.Kind is UseKind.Using or UseKind.Stored or UseKind.Returned
                        || (use.Kind == UseKind.Receiver && use.Member is { } member && seen.Types.TopicsOf(member).HasAny(Topics.Releases))
                        || (use.Kind == UseKind.Passed && !Operations.Contains(given.At, use.At)))
                    {
                        return true;
                    }
                }
            }

            if (body.MentionsOf(variable).Any(mention => mention is IVariableDeclaratorOperation { Parent.Parent.Parent: IUsingDeclarationOperation or IUsingOperation }))
            {
                return true;
            }
        }

        return false;
    }
}
