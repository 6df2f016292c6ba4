using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;
using NetworkingAnalyzers.Situations;

namespace NetworkingAnalyzers.Rules.IoThreads;

/// <summary>An operation that is begun as one thing and ended as another, or never: the callback throws, or takes what went out for what came in, or a failure passes unseen.</summary>
public sealed class WrongEnd : NetworkingRule
{
    private const int CallDepth = 2;

    /// <summary>Describes the rule.</summary>
    public WrongEnd()
        : base(
            "NWA6007",
            "What is begun is not ended, or ended as something else",
            "What '{0}' begins is {1}; call '{2}' with its result, once",
            "The result of a BeginXxx belongs to its EndXxx. Another one throws in the callback, where nobody catches it, and the process ends; where both give a number, newer frameworks "
            + "let it pass, and bytes that went out count as bytes that came in. Without any, the failure of the operation is never seen: a connect that was refused passes for one that succeeded.")
    {
    }

    /// <inheritdoc/>
    public override string? NoFix => "Whether the operation is begun as the wrong one or ended as the wrong one is for the author to say.";

    private protected override void Watch(Watch on, NetTypes net) => on.Calls(Topics.Begins, Judge);

    private static void Judge(Call call)
    {
        if (call.Operation is not IInvocationOperation { TargetMethod.Name: var begin } || !begin.StartsWith("Begin", StringComparison.Ordinal)
            || TestCode.Holds(call.Body.Owner, call.Seen.Compilation))
        {
            return;
        }

        var end = "End" + begin.Substring("Begin".Length);
        if (CallbackOf(call) is not { } callback)
        {
            if (IsLeftToItself(call))
            {
                call.Report(call.Name, "never ended", end);
            }
        }
        else if (FunctionOf(callback, call.Seen.Sources) is { } function
            && ResultOf(callback) is { } result
            && EndsOf(result, function, end, call.Seen, CallDepth) is { } ends)
        {
            if (ends.Count == 0)
            {
                // Who closes the connection there does not care how it went.
                if (!Operations.Below(function).Any(use => Uses.MemberOf(use) is { } member && call.Net.TopicsOf(member).HasAny(Topics.Releases)))
                {
                    call.Report(call.Name, "never ended", end);
                }
            }
            else if (!ends.Contains(end))
            {
                call.Report(call.Name, $"ended by '{ends.First()}'", end);
            }
        }
    }

    /// <summary>The lambda or method that is called when it is done; null where none is given.</summary>
    private static IOperation? CallbackOf(Call call)
    {
        var given = Uses.ArgumentsOf(call.Operation).FirstOrDefault(argument => SymbolEqualityComparer.Default.Equals(argument.Parameter?.Type, call.Net.AsyncCallback));
        return given is null || Uses.Plain(given.Value).ConstantValue is { HasValue: true, Value: null } ? null
            : Uses.Plain(given.Value) is IDelegateCreationOperation { Target: var target } ? target
            : given;
    }

    /// <summary>No callback, and the result is dropped.</summary>
    private static bool IsLeftToItself(Call call) =>
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
