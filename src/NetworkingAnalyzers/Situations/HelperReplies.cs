using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;

namespace NetworkingAnalyzers.Situations;

/// <summary>
/// <c>await stream.WriteAsync(question); var answer = await ReadFrameAsync(CancellationToken.None);</c>: a method of this compilation reads with the token that it is given, and is given none.
/// </summary>
internal static class HelperReplies
{
    private const int Depth = 2;

    private static readonly Topics Sends = Topics.SendsBytes | Topics.WritesThroughWriter;

    /// <summary>Asked of every body.</summary>
    public static bool MayBeIn(NetBody body) => body.Topics.HasAny(Sends) && body.Body.Uses.Any(use => TokenOf(use) is not null);

    /// <summary>The first such call that waits for what was asked here; null where there is none.</summary>
    public static IInvocationOperation? UnboundedIn(Seen seen)
    {
        foreach (var use in seen.Body.Uses)
        {
            if (use is IInvocationOperation call && TokenOf(call) is { } token
                && Functions.Around(call) is { MethodKind: MethodKind.Ordinary, ReturnType: var given } && Awaiting.IsTaskWithResult(given)
                && Deadlines.IsWaitedFor(new Call(call, Topics.Asynchronous, seen))
                && Loops.AllAround(call).All(loop => loop is not IForEachLoopOperation && (!ReceiveLoops.EndsWithTheConnection(call, loop) || EndsWithAnswer(loop)))
                && IsAsked(call, seen)
                && Reads(call.TargetMethod, token, seen, Depth)
                && !Replies.ServesToo(seen))
            {
                return call;
            }
        }

        return null;
    }

    /// <summary>The parameter for a token of a method of this compilation that is given none, or left at its default.</summary>
    private static IParameterSymbol? TokenOf(IOperation use) =>
        use is IInvocationOperation { TargetMethod: { IsVirtual: false, IsAbstract: false, IsOverride: false, DeclaringSyntaxReferences.Length: 1 } } call && Awaiting.IsTaskWithResult(call.Type)
            ? call.Arguments.FirstOrDefault(IsNoToken)?.Parameter?.OriginalDefinition
            : null;

    private static bool IsNoToken(IArgumentOperation argument) =>
        argument.Parameter?.Type.Name == "CancellationToken" && (argument.ArgumentKind == ArgumentKind.DefaultValue || Deadlines.IsNone(Uses.Plain(argument.Value)));

    /// <summary><c>while (true) { .. if (type == 'Z') return value; }</c></summary>
    private static bool EndsWithAnswer(ILoopOperation loop) =>
        Operations.BelowInFunction(loop).Any(operation => operation is IReturnOperation { ReturnedValue.ConstantValue.HasValue: false });

    private static bool IsAsked(IInvocationOperation heard, Seen seen) =>
        seen.Net.CallsOf(Sends).Any(send =>
            send.Syntax.SpanStart < heard.Syntax.SpanStart
            && ReferenceEquals(Body.FunctionOf(send), Body.FunctionOf(heard))
            && Connections.Carries(Uses.ReceiverOf(send), seen));

    /// <summary>The method reads a connection with the token, itself or by another one.</summary>
    private static bool Reads(IMethodSymbol method, IParameterSymbol token, Seen seen, int depth)
    {
        if (seen.Sources.FunctionOf(method.OriginalDefinition) is not { } function)
        {
            return false;
        }

        var inside = seen.In(Body.Around(function));
        return inside.Body.Uses.OfType<IInvocationOperation>().Any(call =>
            call.Arguments.FirstOrDefault(argument => Uses.Plain(argument.Value) is IParameterReferenceOperation { Parameter: var given } && SymbolEqualityComparer.Default.Equals(given, token)) is { Parameter: { } next }
            && (call.TargetMethod.DeclaringSyntaxReferences.IsEmpty
                ? seen.Types.TopicsOf(call.TargetMethod) is var topics && topics.HasAny(Receiving.Reads) && !topics.HasAny(Topics.Datagram) && Connections.Carries(Uses.ReceiverOf(call), inside)
                : depth > 0 && Reads(call.TargetMethod, next.OriginalDefinition, inside, depth - 1)));
    }
}
