using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;
using NetworkingAnalyzers.Situations;

namespace NetworkingAnalyzers.Rules.Ownership;

/// <summary>A shutdown that throws skips the close behind it: the socket that was to be closed stays open.</summary>
public sealed class ShutdownSkipsClose : NetworkingRule
{
    /// <summary>Describes the rule.</summary>
    public ShutdownSkipsClose()
        : base(
            "NWA5007",
            "A shutdown that throws skips the close behind it",
            "'{0}' throws when the connection is already gone, and '{1}' behind it is skipped; put the close into a 'finally'",
            "Shutdown throws on a socket that is not (or no longer) connected, and on Windows on one that the peer has reset: just when there is nothing left to do but close it. "
            + "The close behind it is skipped, the descriptor stays, and whoever called is told of a failure to say goodbye.")
    {
    }

    private protected override void Watch(Watch on, NetTypes net) => on.Calls(Topics.ShutsDown, Judge);

    private static void Judge(Call call)
    {
        // Where it ends the process, that is the greater evil, and another rule's.
        if (call.Receiver is not null && CloseSkippedBy(call) is { } close && !FailsAgain.EndsProcess(call) && !TestCode.Holds(call.Body.Owner, call.Seen.Compilation))
        {
            call.Report(call.Name, Uses.NameOf(close));
        }
    }

    /// <summary>The close that runs where the shutdown succeeds and is left out where it throws; null where there is none.</summary>
    private static IOperation? CloseSkippedBy(Call call)
    {
        var receiver = call.Receiver!;
        if (NameOf(receiver, call.Seen) is not { } connection
            || IsAskedBefore(call)
            || IsOwn(connection.Symbol, call.Body)
            || Paths.Around(call.Operation, call.Body, call.Seen.Cancellation) is not { } paths)
        {
            return null;
        }

        var function = Body.FunctionOf(call.Operation);
        bool IsClose(IOperation use) => Uses.ReceiverOf(use) is { } closed && NameOf(closed, call.Seen) is { } other && IsSame(connection, other);
        var closes = call.Seen.Net.CallsOf(Topics.Releases).Where(use => ReferenceEquals(Body.FunctionOf(use), function) && IsClose(use)).ToList();
        var skipped = closes.FirstOrDefault(close => paths.Reaches(call.Operation, paths.Any(close), mayFail: _ => false) == Answer.Yes);
        if (skipped is null || GoesOnToClose(call, skipped))
        {
            return null;
        }

        var met = paths.Any(closes.Concat(call.Body.Uses.Where(use => ReferenceEquals(Body.FunctionOf(use), function) && MayClose(use, connection.Symbol, call.Seen))));
        var held = connection.Symbol is null ? Array.Empty<ISymbol>() : new[] { connection.Symbol };
        var without = paths.From(receiver, met, Exceptions.Caught, held, _ => false);
        // Who catches what a socket throws is taken to catch all that this call throws.
        var exceptions = Catching.IsCaught(call.Operation, clause => Catching.Takes(clause.ExceptionType, call.Net.SocketException)) ? Exceptions.Caught : Exceptions.Any;
        var failing = paths.From(receiver, met, exceptions, held, paths.Any(call.Operation));
        return (without & (Ends.Unknown | Ends.Returns)) == 0 && (failing & Ends.Unknown) == 0 && (failing & (Ends.Returns | Ends.Throws)) != 0 ? skipped : null;
    }

    /// <summary><c>try { socket.Shutdown(..); } catch (SocketException) { } .. socket.Close();</c>: what else the shutdown throws says that it is closed already.</summary>
    private static bool GoesOnToClose(Call call, IOperation close) =>
        Catching.TryAround(call.Operation, clause => Catching.Takes(clause.ExceptionType, call.Net.SocketException)) is { } @try
        && @try.Syntax.Span.End <= close.Syntax.SpanStart
        // What says that it is closed already may leave.
        && !@try.Catches.Where(clause => clause.ExceptionType is not { Name: "ObjectDisposedException" }).SelectMany(clause => Operations.BelowInFunction(clause.Handler)).Any(operation => operation is IReturnOperation or IThrowOperation or IBranchOperation);

    /// <summary>The variable that the connection is kept in, or (of <c>session.Socket</c>) the words that name it.</summary>
    private static (ISymbol? Symbol, string Words)? NameOf(IOperation value, Seen seen)
    {
        if (SameConnection.RootOf(value, seen, throughAll: true) is { } root)
        {
            return (root, root.Name);
        }

        var plain = Uses.Plain(value);
        return plain is IMemberReferenceOperation { Instance: not null } && !Operations.Below(plain).Any(below => below is IInvocationOperation)
            ? (null, plain.Syntax.ToString())
            : null;
    }

    private static bool IsSame((ISymbol? Symbol, string Words) one, (ISymbol? Symbol, string Words) other) =>
        one.Symbol is null || other.Symbol is null ? one.Words == other.Words : SymbolEqualityComparer.Default.Equals(one.Symbol, other.Symbol);

    /// <summary>
    /// Somebody asks first whether it is connected: on Linux and macOS the shutdown does not throw then, and elsewhere the author has
    /// thought of it.
    /// </summary>
    private static bool IsAskedBefore(Call call)
    {
        var function = Body.FunctionOf(call.Operation);
        return call.Seen.Net.CallsOf(Topics.RemembersConnected).Any(asked =>
            ReferenceEquals(Body.FunctionOf(asked), function) && asked.Syntax.SpanStart < call.Operation.Syntax.SpanStart);
    }

    /// <summary>What this function itself opens, or closes with <c>using</c>, is NWA5001's.</summary>
    private static bool IsOwn(ISymbol? root, Body body) =>
        root is ILocalSymbol local
        && (Escape.UsesOf(local, body).Any(use => use.Kind == UseKind.Using)
            || Writes.Among(body.MentionsOf(local)).Any(write => write.Value is { } value && Operations.BelowInFunction(value).Any(below => below is IObjectCreationOperation)));

    /// <summary>A method of this project, in a handler of the failure, that closes the same variable or is called as if it did.</summary>
    private static bool MayClose(IOperation use, ISymbol? connection, Seen seen) =>
        use is IInvocationOperation { TargetMethod: { DeclaringSyntaxReferences.Length: > 0 } method }
        && (Closes(method.Name)
            || (connection is not null && seen.Sources.BodyOf(method) is { } body
                && body.MentionsOf(connection).Any(mention => Uses.UserOf(mention) is IInvocationOperation inner && seen.Types.TopicsOf(inner.TargetMethod).HasAny(Topics.Releases))));

    private static bool Closes(string name) =>
        Closing.Any(word => name.IndexOf(word, StringComparison.OrdinalIgnoreCase) >= 0);

    private static readonly string[] Closing = ["Close", "Dispose", "Abort", "Disconnect", "Cleanup", "CleanUp", "Release", "Stop", "Kill", "Destroy", "Drop", "Terminate"];
}
