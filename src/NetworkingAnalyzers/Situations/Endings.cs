using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;

namespace NetworkingAnalyzers.Situations;

/// <summary>Which <c>EndXxx</c> the result of a <c>BeginXxx</c> is given to, in its callback and where that hands it on.</summary>
internal static class Endings
{
    private const int CallDepth = 2;

    /// <summary>The name of the end that belongs to it; null where it begins nothing.</summary>
    public static string? EndOf(IOperation call) =>
        call is IInvocationOperation { TargetMethod.Name: var begin } && begin.StartsWith("Begin", StringComparison.Ordinal) ? "End" + begin.Substring("Begin".Length) : null;

    /// <summary>The callback whose code can be seen.</summary>
    public static IOperation? FunctionOf(Call begin) => CallbackOf(begin.Operation, begin.Net) is { } callback ? FunctionOf(callback, begin.Seen.Sources) : null;

    /// <summary>The names of the ends in its callback; null where the result goes where nobody can follow.</summary>
    public static IReadOnlyCollection<string>? EndsOf(Call begin, string wanted) =>
        CallbackOf(begin.Operation, begin.Net) is { } callback && FunctionOf(callback, begin.Seen.Sources) is { } function && ResultOf(callback) is { } result
            ? EndsOf(result, function, wanted, begin.Seen, CallDepth)
            : null;

    /// <summary>An end in a callback of something that was begun as something else: what it returns is no count of its own.</summary>
    public static bool IsOfAnother(Call end)
    {
        if (!end.Is(Topics.Ends) || Evidence.TypeOf(end) is not { } type)
        {
            return false;
        }

        var function = Body.FunctionOf(end.Operation).Syntax;
        var begins = Evidence.CallsIn(type, end.Seen)
            .Where(call => call.Value.HasAny(Topics.Begins) && FunctionOf(new Call(call.Key, call.Value, end.Seen.In(Body.Around(call.Key))))?.Syntax == function)
            .Select(call => EndOf(call.Key)).ToList();
        return begins.Count > 0 && begins.All(name => name is not null && name != end.Member.Name);
    }

    /// <summary>The lambda or method that is called when it is done; null where none is given.</summary>
    public static IOperation? CallbackOf(IOperation begin, NetTypes net)
    {
        var given = Uses.ArgumentsOf(begin).FirstOrDefault(argument => SymbolEqualityComparer.Default.Equals(argument.Parameter?.Type, net.AsyncCallback));
        return given is null || Uses.Plain(given.Value).ConstantValue is { HasValue: true, Value: null } ? null
            : Uses.Plain(given.Value) is IDelegateCreationOperation { Target: var target } ? target
            : given;
    }

    /// <summary>
    /// <c>socket.EndSend(socket.BeginSendTo(..))</c>, at once or by way of a local of the function: the end that the result of what was begun without a callback is given to. Null where none is seen,
    /// or it is the one that belongs to it.
    /// </summary>
    public static IInvocationOperation? OtherEndOf(Call begin, string wanted) =>
        CallbackOf(begin.Operation, begin.Net) is null
        && ResultsOf(begin) is { Count: > 0 } ends
        && ends.All(end => end.TargetMethod.Name != wanted && begin.Net.TopicsOf(end.TargetMethod).HasAny(Topics.Ends))
            ? ends[0]
            : null;

    /// <summary>The <c>EndXxx</c> that are given the result, itself or in a local that holds nothing else.</summary>
    private static List<IInvocationOperation> ResultsOf(Call begin)
    {
        var fate = Fate.Of(begin.Operation);
        var given = fate is { Kind: FateKind.Stored, Accumulates: false, Into: ILocalSymbol local } && Writes.Among(begin.Body.MentionsOf(local)).Take(2).Count() == 1
            ? begin.Body.MentionsOf(local).Select(mention => mention.Parent)
            : [fate.At];
        return given.OfType<IArgumentOperation>().Select(argument => argument.Parent).OfType<IInvocationOperation>()
            .Where(call => call.TargetMethod.Name.StartsWith("End", StringComparison.Ordinal)).ToList();
    }

    /// <summary>No callback, and the result is dropped.</summary>
    public static bool IsLeftToItself(Call call) =>
        Uses.ArgumentsOf(call.Operation).Any(argument => SymbolEqualityComparer.Default.Equals(argument.Parameter?.Type, call.Net.AsyncCallback))
        && Fate.Of(call.Operation).Kind == FateKind.Dropped;

    private static IOperation? FunctionOf(IOperation callback, Sources sources) => callback switch
    {
        IAnonymousFunctionOperation lambda => lambda,
        IMethodReferenceOperation { Method: { IsVirtual: false, IsAbstract: false, IsOverride: false } method } => sources.FunctionOf(method),
        _ => null,
    };

    private static IParameterSymbol? ResultOf(IOperation callback) => callback switch
    {
        IAnonymousFunctionOperation { Symbol.Parameters: { Length: 1 } parameters } => parameters[0],
        IMethodReferenceOperation { Method.OriginalDefinition.Parameters: { Length: 1 } parameters } => parameters[0],
        _ => null,
    };

    /// <summary>
    /// The names of the ends that the result is given to, in this function and in methods of this project that it is handed on to.
    /// Null where it goes where nobody can follow: then somebody may end it there.
    /// </summary>
    private static HashSet<string>? EndsOf(IParameterSymbol result, IOperation function, string wanted, Seen seen, int depth)
    {
        seen.Cancellation.ThrowIfCancellationRequested();
        var ends = new HashSet<string>();
        foreach (var use in Escape.UsesOf(result, Body.Around(function)))
        {
            switch (use.Kind)
            {
                case UseKind.Receiver or UseKind.Inspected:
                    break;

                case UseKind.Passed when use.At is IInvocationOperation { TargetMethod: var method } && method.Name.StartsWith("End", StringComparison.Ordinal) && method.Parameters.Any(parameter => SymbolEqualityComparer.Default.Equals(parameter.Type, seen.Types.IAsyncResult)):
                    if (method.Name != wanted && !seen.Types.TopicsOf(method).HasAny(Topics.Ends))
                    {
                        // The end of something that is not known here.
                        return null;
                    }

                    ends.Add(method.Name);
                    break;

                case UseKind.Passed when depth > 0 && use.Parameter is { } parameter && Escape.CodeFor(parameter, seen.Sources) is { } code && parameter.ContainingSymbol is IMethodSymbol handedTo:
                    if (seen.Sources.FunctionOf(handedTo) is not { } inner || EndsOf(code.Parameter, inner, wanted, seen, depth - 1) is not { } more)
                    {
                        return null;
                    }

                    ends.UnionWith(more);
                    break;

                default:
                    return null;
            }
        }

        return ends;
    }
}
