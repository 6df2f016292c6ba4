using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;

namespace NetworkingAnalyzers.Situations;

/// <summary>Reads by which a client waits for the answer to what it has asked, told from those of a receiver that takes what comes.</summary>
internal static class Replies
{
    /// <summary>
    /// The connection was opened right here, or is kept by a client that has just sent its question; and the read is not the
    /// long-lived loop of a receiver: somebody waits for an answer.
    /// </summary>
    public static bool IsAwaitedBy(Call read) =>
        IsOutsideReceiveLoops(read)
        && read.Receiver is { } receiver
        && (ClientConnections.OpenedIn(read.Operation, read.Seen) is not null || (ClientConnections.IsKept(receiver, read.Seen) && HasAsked(read)) || IsAnswerToCaller(read, receiver))
        && Connections.Carries(receiver, read.Seen);

    /// <summary>
    /// <c>async Task&lt;string?&gt; Ask(string question)</c> sends what its caller gives it (or always the same, where it is given nothing) and gives
    /// back what it reads, on a connection that its object was given: a question and its answer. Where the compilation also serves, the question may be a
    /// prompt to a user who takes his time.
    /// </summary>
    private static bool IsAnswerToCaller(Call read, IOperation receiver) =>
        Functions.Around(read.Operation) is { MethodKind: MethodKind.Ordinary } method
        && Awaiting.IsTaskWithResult(method.ReturnType)
        && ClientConnections.Under(receiver, read.Seen.Sources).Any(step => step is IFieldReferenceOperation { Instance: null or IInstanceReferenceOperation } or IParameterReferenceOperation { Parameter.ContainingSymbol: IMethodSymbol { MethodKind: MethodKind.Constructor } })
        && GivesBack(read)
        && read.Seen.Net.CallsOf(Topics.SendsBytes | Topics.WritesThroughWriter).Any(send =>
            send.Syntax.SpanStart < read.Operation.Syntax.SpanStart
            && ReferenceEquals(Body.FunctionOf(send), Body.FunctionOf(read.Operation))
            && (method.Parameters.All(IsToken) || Uses.ArgumentsOf(send).Any(argument => Makings.Of(argument.Value, read.Seen.Body).Any(made => made is IParameterSymbol parameter && !IsToken(parameter)))))
        && !ServesToo(read.Seen);

    /// <summary>Whether the compilation has connections from others as well.</summary>
    public static bool ServesToo(Seen seen) => Serving.Any(name => seen.Sources.NamesAnywhere(name, seen.Cancellation).Any());

    private static bool IsToken(IParameterSymbol parameter) => parameter.Type.Name == "CancellationToken";

    /// <summary>Names of code that has connections from others.</summary>
    private static readonly string[] Serving =
        ["TcpListener", "Accept", "AcceptAsync", "BeginAccept", "AcceptTcpClient", "AcceptTcpClientAsync", "AcceptSocketAsync", "AuthenticateAsServerAsync", "ConnectionHandler", "AcceptWebSocketAsync", "Listen"];

    /// <summary>What is read, or the buffer that it is read into, is part of what the function returns.</summary>
    private static bool GivesBack(Call read)
    {
        var function = Body.FunctionOf(read.Operation);
        var buffer = Received.BufferOf(read.Operation);
        return Operations.BelowInFunction(function).OfType<IReturnOperation>().Any(@return =>
            @return.ReturnedValue is { } value
            && (Operations.Contains(value, read.Operation)
                || Makings.Of(value, read.Seen.Body) is var made && ((buffer is not null && made.Contains(buffer))
                    || (Fate.Of(read.Operation) is { Kind: FateKind.Stored, Into: { } into } && made.Contains(into)))));
    }

    /// <summary>The same function has sent on a connection before, or has one of its type do it; or those do that call it.</summary>
    public static bool HasAsked(Call read) => AsksBefore(read.Operation, read.Seen) || IsCalledToHear(read.Operation, read.Seen);

    private static bool AsksBefore(IOperation at, Seen seen) =>
        Sends(seen).Any(send => send.Syntax.SpanStart < at.Syntax.SpanStart && ReferenceEquals(Body.FunctionOf(send), Body.FunctionOf(at)));

    /// <summary>What sends on a connection that the type keeps.</summary>
    private static IEnumerable<IOperation> Sends(Seen seen) =>
        seen.Net.CallsOf(Topics.SendsBytes | Topics.WritesThroughWriter).Where(send => ClientConnections.IsKept(Uses.ReceiverOf(send), seen));

    /// <summary>
    /// <c>Reply Ask(Question q) { Write(q); return Read(); }</c>: each place of the type from which the function is called has had a method of the type send before, in the
    /// same loop where there is one.
    /// </summary>
    public static bool IsCalledToHear(IOperation at, Seen seen) =>
        Functions.Around(at) is { MethodKind: MethodKind.Ordinary } method
        && ReferenceEquals(Body.FunctionOf(at), seen.Body.Root)
        && seen.Sources.ReferencesTo(method, seen.Cancellation).Take(MostCallers + 1).ToList() is { Count: > 0 and <= MostCallers } calls
        && calls.All(call => call is IInvocationOperation { Instance: null or IInstanceReferenceOperation } heard && seen.In(Body.Around(heard)) is var there && IsAskedBefore(heard, there));

    private static bool IsAskedBefore(IInvocationOperation heard, Seen there) =>
        there.Body.Uses.OfType<IInvocationOperation>().Any(send =>
            send.Syntax.SpanStart < heard.Syntax.SpanStart
            && ReferenceEquals(Body.FunctionOf(send), Body.FunctionOf(heard))
            && Loops.AllAround(heard).All(loop => Operations.Contains(loop, send))
            && (IsSentByMethod(send, heard, there) || Sends(there).Contains(send))
            && Paths.Around(send, there.Body, there.Cancellation) is { } paths && paths.Reaches(send, paths.Any(heard)) == Answer.Yes);

    private static bool IsSentByMethod(IInvocationOperation send, IInvocationOperation heard, Seen there) =>
        send.Instance is null or IInstanceReferenceOperation
        && SymbolEqualityComparer.Default.Equals(send.TargetMethod.ContainingType, heard.TargetMethod.ContainingType)
        && there.Sources.BodyOf(send.TargetMethod.OriginalDefinition) is { } sender
        && Sends(there.In(sender)).Any();

    private const int MostCallers = 16;

    /// <summary>A loop that fills a buffer, or reads one answer, ends with it; one that ends only with the connection does not.</summary>
    private static bool IsOutsideReceiveLoops(Call read) =>
        Loops.AllAround(read.Operation).All(loop => !Loops.IsEndless(loop) && loop is not IForEachLoopOperation && !ReceiveLoops.EndsWithTheConnection(read.Operation, loop));
}
