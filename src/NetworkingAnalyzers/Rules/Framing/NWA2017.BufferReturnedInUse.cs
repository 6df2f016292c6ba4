using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;
using NetworkingAnalyzers.Situations;

namespace NetworkingAnalyzers.Rules.Framing;

/// <summary>Memory is given back (to an array pool, to a pipe) and used again: by then it holds another connection's bytes.</summary>
public sealed class BufferReturnedInUse : NetworkingRule
{
    private static readonly Topics Fills = Topics.ReceivesBytes | Topics.ReceivesExactly | Topics.SendsBytes | Topics.Asynchronous | Topics.Begins;

    /// <summary>Describes the rule.</summary>
    public BufferReturnedInUse()
        : base(
            "NWA2017",
            "A buffer is used after it was given back",
            "'{0}' gives the memory of '{1}' back and it is used after that; use it first, or copy what is still needed",
            "Memory that was returned to its pool is somebody else's: the next connection receives into it while this one still reads. Messages of strangers get mixed, under load only, "
            + "and nothing is thrown.")
    {
    }

    /// <inheritdoc/>
    public override string? NoFix => "where the last use of the buffer ends, in this method or at its caller's, is for the author to say";

    /// <inheritdoc/>
    public override string? Threat => "it gets bytes that belong to another connection";

    private protected override void Watch(Watch on, NetTypes net) => on.Calls(Topics.ReturnsBuffer | Topics.AdvancesPipe, Judge);

    private static void Judge(Call call)
    {
        if (UsedAfter(call) is { } used && !TestCode.Holds(call.Body.Owner, call.Seen.Compilation))
        {
            call.Report(call.Name, used.Name);
        }
    }

    private static ISymbol? UsedAfter(Call call)
    {
        if (call.Is(Topics.ReturnsBuffer))
        {
            return Uses.ArgumentOf(call.Operation, "array") is { } array && VariableOf(Uses.Plain(array)) is { } buffer
                && IsUsedAfter(call, [buffer, .. ViewsOf(buffer, call.Body)], buffer)
                && CarriesNetwork(buffer, call)
                    ? buffer
                    : null;
        }

        return PipeBuffers.GivesNothingBack(call) ? null : SequencesOf(call).FirstOrDefault(sequence => IsUsedAfter(call, [sequence], sequence));
    }

    /// <summary>A local or parameter: what a field holds may have been exchanged elsewhere.</summary>
    private static ISymbol? VariableOf(IOperation operation) => operation switch
    {
        ILocalReferenceOperation local => local.Local,
        IParameterReferenceOperation parameter => parameter.Parameter,
        _ => null,
    };

    private static bool IsUsedAfter(Call call, IReadOnlyList<ISymbol> variables, ISymbol owner)
    {
        if (Queued.BeforeItGoesBack(call, variables))
        {
            return true;
        }

        var uses = variables.SelectMany(variable => call.Body.MentionsOf(variable)).Where(mention => IsUse(mention) && !Operations.Contains(call.Operation, mention)).ToList();
        if (IsReturnedThroughFinally(call.Operation, uses))
        {
            return true;
        }

        var renewed = Writes.Among(variables.SelectMany(variable => call.Body.MentionsOf(variable))).Select(write => write.Value ?? write.At)
            .Concat(call.Body.MentionsOf(owner).OfType<IVariableDeclaratorOperation>());
        return uses.Count > 0
            && Paths.Around(call.Operation, call.Body, call.Seen.Cancellation) is { } paths
            && paths.Reaches(call.Operation, paths.Any(uses), paths.Any(renewed), Exceptions.Thrown) == Answer.Yes;
    }

    /// <summary><c>try { return buffer.AsMemory(0, n); } finally { pool.Return(buffer); }</c>: the caller gets what is given back before it looks.</summary>
    private static bool IsReturnedThroughFinally(IOperation giving, IEnumerable<IOperation> uses) =>
        Operations.Above<ITryOperation>(giving) is { Finally: { } @finally } @try
        && Operations.Contains(@finally, giving)
        && uses.Any(use => Operations.Contains(@try.Body, use) && IsReturned(use));

    private static bool IsReturned(IOperation use)
    {
        for (var up = use.Parent; ; up = up.Parent)
        {
            switch (up)
            {
                case IConversionOperation or IParenthesizedOperation or IArgumentOperation:
                case IInvocationOperation { TargetMethod.Name: "AsMemory" or "AsSpan" or "Slice" }:
                // A task that is returned, not awaited, still runs.
                case IInvocationOperation task when Awaiting.IsTask(task.Type):
                case IObjectCreationOperation { Type.Name: "Memory" or "ReadOnlyMemory" or "ArraySegment" or "ReadOnlySequence" or "Span" or "ReadOnlySpan" }:
                    break;
                default:
                    return up is IReturnOperation;
            }
        }
    }

    /// <summary>Its bytes are read, written or handed on. Its length, a test for null and giving it back again are none.</summary>
    private static bool IsUse(IOperation mention)
    {
        var child = mention;
        while (child.Parent is IConversionOperation or IParenthesizedOperation or IPropertyReferenceOperation { Property: { Name: "Buffer", ContainingType.Name: "ReadResult" } })
        {
            child = child.Parent;
        }

        return child.Parent switch
        {
            IArgumentOperation { Parameter.RefKind: RefKind.Out } => false,
            // Whoever gets the result itself by reference renews or scrubs it.
            IArgumentOperation { Parameter: { RefKind: RefKind.Ref, Type.Name: "ReadResult" } } => false,
            IArgumentOperation { Parent: IInvocationOperation { TargetMethod.Name: "Return" or "AdvanceTo" or "Dispose" or "IsNullOrEmpty" or "ThrowIfNull" or "KeepAlive" } } => false,
            IArgumentOperation { Parent: IInvocationOperation or IObjectCreationOperation } => true,
            IArrayElementReferenceOperation element => ReferenceEquals(element.ArrayReference, child),
            IForEachLoopOperation loop => ReferenceEquals(loop.Collection, child),
            IInvocationOperation { TargetMethod: { ContainingType.Name: "ReadOnlySequence", Name: not ("GetOffset" or "GetPosition") } } call => ReferenceEquals(call.Instance, child),
            IPropertyReferenceOperation { Property: { Name: "First" or "FirstSpan", ContainingType.Name: "ReadOnlySequence" } } => true,
            IReturnOperation => true,
            _ => false,
        };
    }

    /// <summary>Locals that show the same memory: <c>var memory = buffer.AsMemory()</c>.</summary>
    private static IEnumerable<ISymbol> ViewsOf(ISymbol buffer, Body body) =>
        body.MentionsOf(buffer)
            .Where(mention => mention.Parent is IArgumentOperation { Parent: IInvocationOperation { TargetMethod.Name: "AsMemory" or "AsSpan" } or IObjectCreationOperation { Type.Name: "Memory" or "ArraySegment" or "Span" } })
            .Select(mention => Fate.Of(mention.Parent!.Parent!))
            .Where(fate => fate is { Kind: FateKind.Stored, Into: ILocalSymbol })
            .Select(fate => fate.Into!);

    /// <summary>The buffer goes to or comes from a connection in this body.</summary>
    private static bool CarriesNetwork(ISymbol buffer, Call call)
    {
        var shown = ViewsOf(buffer, call.Body).Concat([buffer]).ToList();
        return call.Seen.Net.CallsOf(Fills).Any(io =>
            Uses.ArgumentsOf(io).Any(argument => Operations.Below(argument.Value).Any(below => VariableOf(below) is { } variable && shown.Contains(variable, SymbolEqualityComparer.Default)))
            && (!NetTypes.Is(Uses.MemberOf(io)!.ContainingType, call.Net.Stream) || Connections.Carries(Uses.ReceiverOf(io), call.Seen)));
    }

    /// <summary>The variables of the function that hold what a read of a pipe gave, or a part of it.</summary>
    private static IEnumerable<ISymbol> SequencesOf(Call call)
    {
        var found = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        foreach (var read in call.Body.Uses.OfType<IPropertyReferenceOperation>().Where(use => use.Property is { Name: "Buffer", ContainingType.Name: "ReadResult" }))
        {
            if (read.Instance is ILocalReferenceOperation { Local: var result })
            {
                found.Add(result);
            }

            if (Fate.Of(read) is { Kind: FateKind.Stored, Into: ILocalSymbol buffer })
            {
                found.Add(buffer);
                found.UnionWith(PipeBuffers.PartsOf(buffer, call.Body));
            }
        }

        return found;
    }
}
