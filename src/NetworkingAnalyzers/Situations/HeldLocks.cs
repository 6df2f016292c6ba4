using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;

namespace NetworkingAnalyzers.Situations;

/// <summary>Locks that are held while somebody on the network is waited for.</summary>
internal static class HeldLocks
{
    private static readonly Topics Waits = Receiving.Reads | Topics.Accepts | Topics.Connects | Topics.Handshakes | Topics.AsksAndWaits;
    private static readonly Topics Sends = Topics.SendsBytes | Topics.WritesThroughWriter;

    /// <summary>
    /// A lock that is taken, a call that talks to the network, and the giving back behind it, which is left out where the call
    /// fails: from then on nobody gets the lock.
    /// </summary>
    public static (IOperation Take, ISymbol Lock, IOperation GiveBack)? LostBy(IInvocationOperation talk, Seen seen)
    {
        var function = Body.FunctionOf(talk);
        Paths? paths = null;
        foreach (var take in seen.Net.CallsOf(Topics.TakesLock))
        {
            if (take.Syntax.SpanStart > talk.Syntax.SpanStart || !ReferenceEquals(Body.FunctionOf(take), function) || LockOf(take) is not { } held)
            {
                continue;
            }

            var gives = seen.Net.CallsOf(Topics.GivesLockBack)
                .Where(give => ReferenceEquals(Body.FunctionOf(give), function) && SymbolEqualityComparer.Default.Equals(LockOf(give), held))
                .ToList();
            var behind = gives.FirstOrDefault(give => give.Syntax.SpanStart > talk.Syntax.SpanStart);
            paths ??= Paths.Around(talk, seen.Body, seen.Cancellation);
            if (behind is null || paths is null || IsCounter(held, seen))
            {
                continue;
            }

            var given = paths.Any(gives.Concat(GivingElsewhere(held, function, seen)));
            if (paths.Reaches(take, paths.Any(talk), given, mayFail: _ => false) == Answer.Yes
                && paths.Reaches(talk, paths.Any(behind), mayFail: _ => false) == Answer.Yes
                && LosesWhereFails(talk, held, given, paths))
            {
                return (take, held, behind);
            }
        }

        return null;
    }

    /// <summary>
    /// The <c>lock</c> around a call that waits for the peer, where others need the lock for something that waits for nobody: to
    /// close, to look, to add. A lock that only lines up requests is what it is for.
    /// </summary>
    public static ISymbol? AroundWait(Call call)
    {
        if (!call.Is(Blocking.OnNetwork) || !call.Is(Waits) && !call.Is(Sends))
        {
            return null;
        }

        for (var up = call.Operation.Parent; up is not null and not (IAnonymousFunctionOperation or ILocalFunctionOperation); up = up.Parent)
        {
            if (up is ILockOperation @lock && Makings.SymbolOf(Uses.Plain(@lock.LockedValue)) is IFieldSymbol { ContainingType: { } type } field)
            {
                return (call.Is(Waits) || IsToEach(call.Operation, @lock))
                    && Blocking.Holds(call)
                    && !call.Seen.Sources.NamesIn(type, "ReceiveTimeout", "ReadTimeout", "SendTimeout", "WriteTimeout").Any()
                    && IsNeededByOthers(field, @lock, call.Seen)
                        ? field
                        : null;
            }
        }

        return null;
    }

    /// <summary>One slow peer after the other: the send stands in a loop over connections that the lock is around.</summary>
    private static bool IsToEach(IOperation send, IOperation @lock)
    {
        for (var up = send.Parent; up is not null && !ReferenceEquals(up, @lock); up = up.Parent)
        {
            if (up is IForEachLoopOperation)
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsNeededByOthers(IFieldSymbol field, ILockOperation @lock, Seen seen) =>
        seen.Sources.MentionsOf(field).Any(mention =>
            Operations.Above<ILockOperation>(mention) is { } other
            && Operations.Contains(other.LockedValue, mention)
            && Body.FunctionOf(other).Syntax != Body.FunctionOf(@lock).Syntax
            && !Operations.Below(other.Body).Any(below => below is IInvocationOperation inner && (seen.Types.TopicsOf(inner.TargetMethod).HasAny(Blocking.OnNetwork | Topics.Asynchronous) || Failures.Of(seen.Compilation).MayFail(inner, seen))));

    private static bool LosesWhereFails(IOperation talk, ISymbol held, Func<IOperation, bool> given, Paths paths)
    {
        foreach (var before in EvaluatedBefore(talk))
        {
            var going = paths.From(before, given, holding: new[] { held }, mayFail: _ => false);
            if ((going & Ends.Unknown) != 0)
            {
                continue;
            }

            var failing = paths.From(before, given, Exceptions.Any, new[] { held }, paths.Any(talk));
            return (going & Ends.Returns) == 0 && (failing & Ends.Unknown) == 0 && (failing & (Ends.Returns | Ends.Throws)) != 0;
        }

        return false;
    }

    /// <summary>What runs just before the call itself: what it is called on, or an argument.</summary>
    private static IEnumerable<IOperation> EvaluatedBefore(IOperation call) =>
        Uses.ArgumentsOf(call).Reverse().Select(argument => Uses.Plain(argument.Value)).Concat(Uses.ReceiverOf(call) is { } receiver ? new[] { receiver } : Array.Empty<IOperation>());

    private static ISymbol? LockOf(IOperation call) =>
        (Uses.ReceiverOf(call) ?? (Uses.ArgumentsOf(call) is { Length: > 0 } arguments ? arguments[0].Value : null)) is { } value ? Makings.SymbolOf(Uses.Plain(value)) : null;

    /// <summary>A semaphore that others give places to without having taken one counts things; it guards none.</summary>
    private static bool IsCounter(ISymbol held, Seen seen) =>
        held is IFieldSymbol or IPropertySymbol
        && seen.Sources.MentionsOf(held)
            .Select(Uses.UserOf)
            .OfType<IInvocationOperation>()
            // By syntax: outside the driver each look-up has a model, and so operations, of its own.
            .GroupBy(use => Body.FunctionOf(use).Syntax)
            .Any(uses => uses.Any(use => seen.Types.TopicsOf(use.TargetMethod).HasAny(Topics.GivesLockBack)) && !uses.Any(use => seen.Types.TopicsOf(use.TargetMethod).HasAny(Topics.TakesLock)));

    /// <summary>Calls of methods of this project that give it back.</summary>
    private static IEnumerable<IOperation> GivingElsewhere(ISymbol held, IOperation function, Seen seen) =>
        held is not (IFieldSymbol or IPropertySymbol)
            ? Enumerable.Empty<IOperation>()
            : seen.Body.Uses.Where(use =>
                ReferenceEquals(Body.FunctionOf(use), function)
                && use is IInvocationOperation { TargetMethod: { DeclaringSyntaxReferences.Length: > 0 } method }
                && seen.Sources.BodyOf(method) is { } body
                && body.MentionsOf(held).Any(mention => Uses.UserOf(mention) is IInvocationOperation inner && seen.Types.TopicsOf(inner.TargetMethod).HasAny(Topics.GivesLockBack)));
}
