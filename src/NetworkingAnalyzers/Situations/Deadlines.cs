using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;

namespace NetworkingAnalyzers.Situations;

/// <summary>Does something end the wait for this call: a token, a race, a wait with a time?</summary>
internal static class Deadlines
{
    private const string CancelAfter = nameof(System.Threading.CancellationTokenSource.CancelAfter);

    /// <summary>
    /// A token that may be cancelled is passed. Whoever hands one in decides how long it lasts; one that is seen to be cancelled when the program stops, and not
    /// before, is none, unless the type has a word for watching its peers.
    /// </summary>
    public static bool HasToken(Call call) =>
        Uses.ArgumentsOf(call.Operation).Any(argument => NetTypes.Is(argument.Value.Type, call.Net.CancellationToken)
            && !IsNone(Uses.Plain(argument.Value))
            && !IsNeverGiven(Uses.Plain(argument.Value), call.Seen)
            && !(Lifetimes.AreOf(argument.Value, call.Seen) && Evidence.TypeOf(call) is { } type && !Evidence.IsNamedIn(type, call.Seen, Evidence.SaysSilenceEnds)));

    /// <summary>A token with a default, of a function that only this compilation can call, and no call here gives one.</summary>
    public static bool IsNeverGiven(IOperation token, Seen seen) =>
        token is IParameterReferenceOperation { Parameter: { HasExplicitDefaultValue: true, ContainingSymbol: IMethodSymbol { DeclaredAccessibility: Accessibility.Private or Accessibility.NotApplicable, MethodKind: MethodKind.Ordinary or MethodKind.LocalFunction } method } parameter }
        && Writes.Among(seen.Body.MentionsOf(parameter)).Count() == 0
        && seen.Sources.ReferencesTo(method, seen.Cancellation).ToList() is { Count: > 0 } mentions
        && mentions.All(mention => mention is IInvocationOperation call
            && call.Arguments.Any(argument => argument.Parameter?.Ordinal == parameter.Ordinal && (argument.ArgumentKind == ArgumentKind.DefaultValue || IsNone(Uses.Plain(argument.Value)))));

    /// <summary>A task that is returned, stored or given to others may be raced against a delay there; a wait with a time has one.</summary>
    public static bool IsWaitedFor(Call call) =>
        call.Is(Topics.Begins)
        || !call.Is(Topics.Asynchronous)
        || (Waiting.For(call.Operation) is { } wait && wait is not IInvocationOperation { Arguments.IsEmpty: false });

    /// <summary>
    /// Whether something in the type may end a wait that is given no token: a name that says so, but for a source of tokens that is a local and whose token goes
    /// to calls alone (it ends those), and a wait with a time for a connect or a handshake.
    /// </summary>
    public static bool MayEndOthers(INamedTypeSymbol type, Seen seen, Func<string, bool> says)
    {
        if (Evidence.IsNamedIn(type, seen, name => says(name) && !TimedNames.Contains(name)))
        {
            return true;
        }

        for (var t = type; t is not null; t = t.ContainingType ?? t.BaseType)
        {
            if (seen.Sources.NamesIn(t, TimedNames).Any(name => MayEndOthers(name, seen)))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// Whether something says that a connection of the type is watched (<paramref name="says"/>, in the type or in a file that mentions it), or a source of tokens with
    /// a time may end its waits: not one that is a local and ends a connect or a handshake.
    /// </summary>
    /// <param name="type">The type that waits.</param>
    /// <param name="seen">A body of it.</param>
    /// <param name="says">Whether a name says so.</param>
    /// <param name="anywhere">Whether to look into other files that mention the type too.</param>
    public static bool OutlastOpening(INamedTypeSymbol type, Seen seen, Func<string, bool> says, bool anywhere)
    {
        var own = new HashSet<string>();
        for (var t = type; t is not null; t = t.ContainingType)
        {
            foreach (var name in seen.Sources.NamesIn(t, CancelAfter, nameof(System.Threading.CancellationTokenSource)))
            {
                if (name.Identifier.ValueText == CancelAfter || Lifelines.MakesWithTime(name))
                {
                    if (OfOpeningAlone(name, seen) is not { } source)
                    {
                        return true;
                    }

                    own.Add(source.Name);
                }
            }
        }

        bool Says(string name) => name != CancelAfter && !own.Contains(name) && says(name) && !OpeningWaits.IsOnly(name, type, Openings, seen, anywhere);
        if (!anywhere)
        {
            return Evidence.IsNamedIn(type, seen, Says);
        }

        var outer = Evidence.Outermost(type).Name;
        return Evidence.IsNamed(type, seen, Says)
            || seen.Sources.NamesAnywhere(CancelAfter, seen.Cancellation).Any(name => seen.Sources.IsMentioned(name.SyntaxTree, outer) && OfOpeningAlone(name, seen) is null);
    }

    /// <summary>The source, where it is a local whose token is given to nothing but connects, handshakes and look-ups of names; null otherwise.</summary>
    private static ILocalSymbol? OfOpeningAlone(SimpleNameSyntax name, Seen seen)
    {
        return LocalAt(name, seen) is var (source, at) && Body.Around(at).MentionsOf(source) is var mentions
            && mentions.Any(IsGivenToOpening)
            && mentions.All(mention => mention is IVariableDeclaratorOperation
                || Uses.UserOf(mention) is IInvocationOperation { TargetMethod.Name: CancelAfter or "Cancel" or "Dispose" } or IPropertyReferenceOperation { Property.Name: "IsCancellationRequested" }
                || IsGivenToOpening(mention)) ? source : null;

        bool IsGivenToOpening(IOperation mention) =>
            Uses.UserOf(mention) is IPropertyReferenceOperation { Property.Name: "Token" } token
            && Uses.Whole(token).Parent is IArgumentOperation { Parent: IInvocationOperation { TargetMethod: var given } }
            && seen.Types.TopicsOf(given).HasAny(Openings);
    }

    private static readonly Topics Openings = Topics.Connects | Topics.Handshakes | Topics.ResolvesName;

    private static readonly string[] TimedNames = [CancelAfter, "WaitAsync", "WhenAny", "CancellationTokenSource"];

    private static bool MayEndOthers(SimpleNameSyntax name, Seen seen)
    {
        if (name.Identifier.ValueText == "CancellationTokenSource")
        {
            return Lifelines.MakesWithTime(name) && IsOfMore();
        }

        return seen.Sources.OperationAt(name) is not IInvocationOperation
            || (name.Identifier.ValueText == CancelAfter ? IsOfMore() : !OpeningWaits.Is(name, Openings, seen));

        bool IsOfMore() => LocalAt(name, seen) is not var (source, at) || !IsOfCallsAlone(source, at, seen);
    }

    /// <summary>The source of tokens, where it is a local: the one that the name makes, or whose <c>CancelAfter</c> it calls.</summary>
    private static (ILocalSymbol Source, IOperation At)? LocalAt(SimpleNameSyntax name, Seen seen)
    {
        if (name.Identifier.ValueText == CancelAfter)
        {
            return seen.Sources.OperationAt(name) is IInvocationOperation { Instance: ILocalReferenceOperation { Local: var local } } call ? (local, call) : null;
        }

        var model = seen.Sources.ModelOf(name.SyntaxTree);
        return name.FirstAncestorOrSelf<VariableDeclaratorSyntax>() is { } declarator
            && model.GetDeclaredSymbol(declarator, seen.Cancellation) is ILocalSymbol declared
            && model.GetOperation(declarator, seen.Cancellation) is { } made ? (declared, made) : null;
    }

    /// <summary>Its token is given to calls of the framework and of the type itself, which has no other use for it than to pass it on.</summary>
    private static bool IsOfCallsAlone(ILocalSymbol source, IOperation at, Seen seen) =>
        Body.Around(at) is var body
        && body.MentionsOf(source).All(mention => mention is IVariableDeclaratorOperation || Uses.UserOf(mention) switch
        {
            IInvocationOperation { TargetMethod.Name: "CancelAfter" or "Cancel" or "CancelAsync" or "Dispose" or "TryReset" } => true,
            IPropertyReferenceOperation { Property.Name: "Token" } token => Uses.Whole(token).Parent is IArgumentOperation { Parent: IInvocationOperation { TargetMethod: var given } }
                && (given.DeclaringSyntaxReferences.IsEmpty || SymbolEqualityComparer.Default.Equals(given.ContainingType, body.Owner?.ContainingType))
                && given.Name is not ("CreateLinkedTokenSource" or "Register" or "UnsafeRegister" or "Delay" or "Run"),
            _ => false,
        });

    /// <summary><c>CancellationToken.None</c>, <c>default</c>.</summary>
    public static bool IsNone(IOperation token) =>
        token is IDefaultValueOperation or IObjectCreationOperation { Arguments.IsEmpty: true } or IPropertyReferenceOperation { Property: { Name: "None", IsStatic: true } };
}
