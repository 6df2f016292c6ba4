using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;

namespace NetworkingAnalyzers.Situations;

/// <summary>
/// Tokens that are cancelled when somebody stops the program, the service or the object, and not before: they end no wait for a peer that is silent.
/// </summary>
internal static class Lifetimes
{
    private const int Budget = 64;
    private const int MostCallers = 16;

    /// <summary>
    /// Whether each way on which the token may come begins at the end of a service (<c>BackgroundService.ExecuteAsync</c>, <c>ApplicationStopping</c>) or at a source
    /// that this compilation makes without a time and cancels by hand alone. What others may hand in is not known.
    /// </summary>
    public static bool AreOf(IOperation token, Seen seen)
    {
        var todo = new Stack<IOperation>();
        var met = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        todo.Push(token);
        var isOfOne = false;
        for (var steps = 0; todo.Count > 0; steps++)
        {
            if (steps > Budget || Origin.Of(todo.Pop(), seen.Sources) is not { IsEmpty: false } origins)
            {
                return false;
            }

            foreach (var origin in origins)
            {
                switch (origin)
                {
                    case var none when Deadlines.IsNone(none):
                        break;
                    case IPropertyReferenceOperation { Property: { Name: "Token", ContainingType.Name: "CancellationTokenSource" }, Instance: { } source } when IsStoppedByHand(Uses.Plain(source), todo, met, seen):
                    case IPropertyReferenceOperation { Property: { Name: "ApplicationStopping", ContainingType.Name: "IHostApplicationLifetime" or "IApplicationLifetime" } }:
                    case IParameterReferenceOperation { Parameter.ContainingSymbol: IMethodSymbol service } when IsRunOfService(service):
                        isOfOne = true;
                        break;
                    case IParameterReferenceOperation { Parameter: var parameter } when IsGivenByAll(parameter, todo, met, seen):
                        break;
                    default:
                        return false;
                }
            }
        }

        return isOfOne;
    }

    /// <summary>A source in a local or a private field, made without a time, on which nothing is done but to cancel it, and which stays here.</summary>
    private static bool IsStoppedByHand(IOperation source, Stack<IOperation> todo, HashSet<ISymbol> met, Seen seen)
    {
        IEnumerable<IOperation> mentions;
        ISymbol symbol;
        switch (source)
        {
            case ILocalReferenceOperation { Local: var local }:
                symbol = local;
                mentions = Body.Around(source).MentionsOf(local);
                break;
            case IFieldReferenceOperation { Field: { DeclaredAccessibility: Accessibility.Private, ContainingType: var holder } field }:
                symbol = field;
                mentions = seen.Sources.MentionsOf(field);
                if (Evidence.IsNamed(holder, seen, Evidence.SaysSilenceEnds))
                {
                    return false;
                }

                break;
            default:
                return false;
        }

        if (!met.Add(symbol))
        {
            return true;
        }

        var isMade = false;
        foreach (var mention in mentions)
        {
            if (Write.By(mention) is { } write)
            {
                if (write.Value is null || !IsMadeWithoutTime(Uses.Plain(write.Value), todo, out var makes))
                {
                    return false;
                }

                isMade |= makes;
            }
            else if (mention is not IVariableDeclaratorOperation && !IsHarmless(mention))
            {
                return false;
            }
        }

        return isMade;
    }

    private static bool IsMadeWithoutTime(IOperation value, Stack<IOperation> todo, out bool makes)
    {
        makes = true;
        switch (value)
        {
            case IObjectCreationOperation { Arguments.IsEmpty: true }:
                return true;
            case IInvocationOperation { TargetMethod: { Name: "CreateLinkedTokenSource", ContainingType.Name: "CancellationTokenSource" } } linked:
                foreach (var argument in linked.Arguments)
                {
                    if (Uses.Plain(argument.Value) is IArrayCreationOperation { Initializer.ElementValues: var elements })
                    {
                        foreach (var element in elements)
                        {
                            todo.Push(element);
                        }
                    }
                    else
                    {
                        todo.Push(argument.Value);
                    }
                }

                return true;
            default:
                makes = false;
                return value.ConstantValue is { HasValue: true, Value: null };
        }
    }

    /// <summary>Cancelled (not after a pause), disposed, asked, its token read, compared.</summary>
    private static bool IsHarmless(IOperation mention)
    {
        return Uses.UserOf(mention) switch
        {
            IInvocationOperation { TargetMethod.Name: "Cancel" or "CancelAsync" } => !Sources.NamesIn(Body.Around(mention).Root.Syntax).Any(name => name is "Delay" or "ContinueWith" or "Elapsed" or "Sleep" or "Timer"),
            IInvocationOperation { TargetMethod.Name: var called } => called is "Dispose" or "TryReset",
            IPropertyReferenceOperation { Property.Name: "Token" or "IsCancellationRequested" } => true,
            IBinaryOperation or IIsPatternOperation or IIsTypeOperation => true,
            _ => false,
        };
    }

    /// <summary>A parameter that only callers of this compilation give; what each of them gives is looked at next.</summary>
    private static bool IsGivenByAll(IParameterSymbol parameter, Stack<IOperation> todo, HashSet<ISymbol> met, Seen seen)
    {
        if (parameter.ContainingSymbol is not IMethodSymbol { MethodKind: MethodKind.Ordinary or MethodKind.LocalFunction or MethodKind.Constructor } method)
        {
            return false;
        }

        if (!met.Add(parameter))
        {
            return true;
        }

        if (!IsHidden(method) || method.IsOverride || method.IsVirtual || method.IsAbstract || Writes.Among(Body.Around(seen.Sources.FunctionOf(method) ?? seen.Body.Root).MentionsOf(parameter)).Any())
        {
            return false;
        }

        var mentions = (method.MethodKind == MethodKind.Constructor ? seen.Sources.CallsOf(method, seen.Cancellation) : seen.Sources.ReferencesTo(method, seen.Cancellation)).Take(MostCallers + 1).ToList();
        foreach (var mention in mentions)
        {
            if (Uses.ArgumentsOf(mention).FirstOrDefault(argument => argument.Parameter?.Ordinal == parameter.Ordinal) is not { } given)
            {
                return false;
            }

            todo.Push(given.Value);
        }

        return mentions.Count is > 0 and <= MostCallers;
    }

    private static bool IsRunOfService(IMethodSymbol method) =>
        method is { Name: "ExecuteAsync", IsOverride: true, OverriddenMethod.ContainingType: { Name: "BackgroundService", ContainingNamespace.Name: "Hosting" } };

    /// <summary>Nobody outside of this compilation can call it: by its own accessibility; an internal type may still stand behind a public interface.</summary>
    private static bool IsHidden(IMethodSymbol method) =>
        method.MethodKind == MethodKind.LocalFunction
        || method.DeclaredAccessibility is Accessibility.Private or Accessibility.Internal or Accessibility.ProtectedAndInternal
        || (method.ContainingType.DeclaredAccessibility is Accessibility.Private or Accessibility.Internal
            && !Functions.ContractsOf(method).Any());
}
