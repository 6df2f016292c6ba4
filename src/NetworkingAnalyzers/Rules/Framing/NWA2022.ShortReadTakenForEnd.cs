using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;
using NetworkingAnalyzers.Situations;

namespace NetworkingAnalyzers.Rules.Framing;

/// <summary>Fewer bytes than were asked for are taken for an error or for the end, though the rest is under way.</summary>
public sealed class ShortReadTakenForEnd : NetworkingRule
{
    private const string Error = "an error";

    private const string End = "the end";

    private const string Nothing = "no message";

    /// <summary>Describes the rule.</summary>
    public ShortReadTakenForEnd()
        : base(
            "NWA2022",
            "A short read is taken for an error or the end",
            "'{0}' may bring fewer bytes than asked for while the rest is under way, and this takes that for {1}; read on until all are there or 0 comes",
            "A receive returns what is there. That it is less than was asked for says only that the next segment has not come yet; that nothing more comes, 0 says. Code that gives up at a short read "
            + "works on one machine, and fails or cuts messages off wherever a message is split on its way.")
    {
    }

    /// <inheritdoc/>
    public override string? NoFix => "whether the rest is read in a loop, or exactly, and what is to happen at the end, is for the author to say";

    private protected override void Watch(Watch on, NetTypes net)
    {
        on.Calls(Topics.ReceivesBytes, Judge);
        on.BodiesThat(body => body.Body.Uses.Any(use => use is IInvocationOperation call && CountingHelper.MayBe(call)), JudgeHelpers);
    }

    private static void Judge(Call call)
    {
        if (!call.Is(Topics.Datagram | Topics.Ends)
            && !call.Member.Name.StartsWith("ReadAtLeast", System.StringComparison.Ordinal)
            && !Receives.Peeks(call.Operation)
            && AskedFor.By(call.Operation, call.Body) is { IsOneByte: false } asked
            && TakenFor(call, asked, Received.BufferOf(call.Operation)) is { } taken
            && !call.Seen.Net.CallsOf(Topics.CountsWaitingBytes).Any()
            && Connections.MayBringPart(call.Receiver, call.Seen)
            && !TestCode.Holds(call.Body.Owner, call.Seen.Compilation))
        {
            call.Report(call.Name, taken);
        }
    }

    /// <summary><c>if (Get(header, 4) != 4) throw ..</c>, where <c>Get</c> makes one receive.</summary>
    private static void JudgeHelpers(Seen seen)
    {
        foreach (var use in seen.Body.Uses)
        {
            if (use is IInvocationOperation invocation && CountingHelper.MayBe(invocation) && Fate.Of(invocation).Kind is FateKind.Read or FateKind.Stored
                && new Call(use, Topics.None, seen) is var call
                && CountingHelper.Of(invocation, seen) is { FillsFromStart: true } helper
                && AskedFor.By(helper, seen.Body) is { IsOneByte: false } asked
                && TakenFor(call, asked, Received.ArrayOf(helper.Bytes, seen.Body)) is { } taken
                && !seen.Net.CallsOf(Topics.CountsWaitingBytes).Any()
                && !TestCode.Holds(seen.Body.Owner, seen.Compilation))
            {
                call.Report(call.Name, taken);
            }
        }
    }

    private static string? TakenFor(Call call, AskedFor asked, ISymbol? buffer) =>
        CountsOf(call).Select(count => TestOf(Uses.Whole(count), asked) is var (test, whenShort) ? TakenFor(test, whenShort, call, buffer) : null).FirstOrDefault(taken => taken is not null);

    /// <summary>What compares the count with as much as was asked for, and whether it holds when fewer came; null where nothing does.</summary>
    private static (IOperation Test, bool WhenShort)? TestOf(IOperation count, AskedFor asked) => count.Parent switch
    {
        IBinaryOperation comparison when ReferenceEquals(comparison.LeftOperand, count) is var isLeft && asked.Is(isLeft ? comparison.RightOperand : comparison.LeftOperand) =>
            IsTrueWhenShort(comparison, isLeft) is { } whenShort ? (comparison, whenShort) : null,
        IIsPatternOperation { Pattern: IConstantPatternOperation { Value: var all } } same when asked.Is(all) => (same, false),
        IIsPatternOperation { Pattern: INegatedPatternOperation { Pattern: IConstantPatternOperation { Value: var all } } } other when asked.Is(all) => (other, true),
        IIsPatternOperation { Pattern: IRelationalPatternOperation { OperatorKind: BinaryOperatorKind.LessThan, Value: var all } } less when asked.Is(all) => (less, true),
        _ => null,
    };

    /// <summary>Where the count is looked at before the next receive gives another: the receive itself, or the mentions of the local that holds it.</summary>
    private static IEnumerable<IOperation> CountsOf(Call call)
    {
        var fate = Fate.Of(call.Operation);
        if (fate.Kind == FateKind.Read)
        {
            return [Waiting.Awaited(call.Operation)];
        }

        if (fate is not { Kind: FateKind.Stored, Accumulates: false, Into: ILocalSymbol local })
        {
            return [];
        }

        var mentions = call.Body.MentionsOf(local);
        var next = Writes.Among(mentions).Select(write => write.At.Syntax.SpanStart).Where(start => start > call.Operation.Syntax.SpanStart).DefaultIfEmpty(int.MaxValue).Min();
        return Writes.ReadsAmong(mentions).Where(mention =>
            mention.Syntax.SpanStart > call.Operation.Syntax.Span.End && mention.Syntax.SpanStart < next && ReferenceEquals(Body.FunctionOf(mention), Body.FunctionOf(call.Operation)));
    }

    /// <summary>Whether the comparison holds when fewer bytes came than were asked for; null where it says something else.</summary>
    private static bool? IsTrueWhenShort(IBinaryOperation comparison, bool countIsLeft) => (comparison.OperatorKind, countIsLeft) switch
    {
        (BinaryOperatorKind.NotEquals, _) or (BinaryOperatorKind.LessThan, true) or (BinaryOperatorKind.GreaterThan, false) => true,
        (BinaryOperatorKind.Equals, _) or (BinaryOperatorKind.GreaterThanOrEqual, true) or (BinaryOperatorKind.LessThanOrEqual, false) => false,
        _ => null,
    };

    /// <summary>What the code does when the comparison tells a short read; null where it may read on.</summary>
    private static string? TakenFor(IOperation test, bool whenShort, Call call, ISymbol? buffer)
    {
        // In "short || other" and "full && other" a short read decides alone.
        while (test.Parent is IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalOr or BinaryOperatorKind.ConditionalAnd } joined)
        {
            if (joined.OperatorKind != (whenShort ? BinaryOperatorKind.ConditionalOr : BinaryOperatorKind.ConditionalAnd))
            {
                return null;
            }

            test = joined;
        }

        return test.Parent switch
        {
            IUnaryOperation { OperatorKind: UnaryOperatorKind.Not } not => TakenFor(not, !whenShort, call, buffer),
            IConditionalOperation { Type: null } choice when ReferenceEquals(choice.Condition, test) =>
                (whenShort ? choice.WhenTrue : choice.WhenFalse) is { } branch ? GivesUp(branch, call, buffer) : IsLeftAtThat(choice, call, buffer) && !IsTriedAnew(call) ? Nothing : null,
            IConditionalOperation { WhenFalse: { } whenFull } value when ReferenceEquals(value.Condition, test) && Uses.Plain(whenShort ? value.WhenTrue : whenFull) is IThrowOperation => Error,
            IWhileLoopOperation loop when !whenShort && ReferenceEquals(loop.Condition, test) && Operations.Contains(loop, call.Operation) => End,
            IReturnOperation when !whenShort => Error,
            _ => null,
        };
    }

    /// <summary>Each round makes a connection of its own: a short answer is an attempt that failed, and the next one asks again.</summary>
    private static bool IsTriedAnew(Call call) =>
        Loops.Around(call.Operation) is { } loop
        && SameConnection.RootOf(call.Receiver, call.Seen, throughAll: true) is ILocalSymbol connection
        && Writes.Among(call.Body.MentionsOf(connection)).Any(write => write.Value is { } made && Uses.Plain(made) is IObjectCreationOperation && Operations.Contains(loop, write.At));

    /// <summary>The branch throws; or it leaves, with what came neither kept nor handed on, nor another receive made.</summary>
    private static string? GivesUp(IOperation branch, Call call, ISymbol? buffer)
    {
        var last = branch is IBlockOperation block ? block.Operations.LastOrDefault() : branch;
        var throws = last is IThrowOperation or IExpressionStatementOperation { Operation: IThrowOperation };
        if (!throws && last is not (IReturnOperation or IBranchOperation { BranchKind: BranchKind.Break }))
        {
            return null;
        }

        var count = Fate.Of(call.Operation).Into;
        foreach (var part in Operations.BelowInFunction(branch))
        {
            var symbol = Makings.SymbolOf(part);
            if ((Uses.MemberOf(part) is { } member && call.Net.TopicsOf(member).HasAny(Receiving.Reads | Topics.Begins))
                || (symbol is not null && !throws && (SymbolEqualityComparer.Default.Equals(symbol, buffer) || SymbolEqualityComparer.Default.Equals(symbol, count)) && !IsNoted(part)))
            {
                return null;
            }
        }

        return throws || !IsUsedBefore(branch, call, buffer) ? Error : End;
    }

    /// <summary><c>if (n == 4) { Use(header); }</c>, where only this branch looks at the bytes, and nothing else than whether any came at the count: those of a short read are lost.</summary>
    private static bool IsLeftAtThat(IConditionalOperation choice, Call call, ISymbol? buffer) =>
        buffer is ILocalSymbol
        && Writes.ReadsAmong(call.Body.MentionsOf(buffer)).All(mention => Operations.Contains(call.Operation, mention) || Operations.Contains(choice, mention))
        && (Fate.Of(call.Operation).Into is not ILocalSymbol count
            || Writes.ReadsAmong(call.Body.MentionsOf(count)).All(mention => Operations.Contains(choice, mention) || IsNoted(mention) || (Uses.Whole(mention).Parent is { } test && Received.IsTestForZero(test))));

    private static bool IsNoted(IOperation mention) =>
        Operations.Above<IInterpolationOperation>(mention) is not null
        || Operations.Above<IArgumentOperation>(mention) is { Parent: IInvocationOperation said } && Noting.Says(said.TargetMethod.Name);

    /// <summary>The bytes were used before the test: a short read is the last one.</summary>
    private static bool IsUsedBefore(IOperation branch, Call call, ISymbol? buffer) =>
        buffer is not null
        && call.Body.MentionsOf(buffer).Any(mention => mention.Syntax.SpanStart > call.Operation.Syntax.Span.End && mention.Syntax.Span.End < branch.Syntax.SpanStart);
}
