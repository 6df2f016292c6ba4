using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;

namespace NetworkingAnalyzers.Situations;

/// <summary>Does something end the wait for this call: a token, a race, a wait with a time?</summary>
internal static class Deadlines
{
    /// <summary>A token that may be cancelled is passed. Whoever hands one in decides how long it lasts.</summary>
    public static bool HasToken(Call call) =>
        Uses.ArgumentsOf(call.Operation).Any(argument => NetTypes.Is(argument.Value.Type, call.Net.CancellationToken) && !IsNone(Uses.Plain(argument.Value)) && !IsNeverGiven(Uses.Plain(argument.Value), call.Seen));

    /// <summary>A token with a default, of a function that only this compilation can call, and no call here gives one.</summary>
    private static bool IsNeverGiven(IOperation token, Seen seen) =>
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

    /// <summary><c>CancellationToken.None</c>, <c>default</c>.</summary>
    private static bool IsNone(IOperation token) =>
        token is IDefaultValueOperation or IObjectCreationOperation { Arguments.IsEmpty: true } or IPropertyReferenceOperation { Property: { Name: "None", IsStatic: true } };
}
