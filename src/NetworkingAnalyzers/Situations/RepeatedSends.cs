using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;

namespace NetworkingAnalyzers.Situations;

/// <summary>Sends that a method repeats by calling itself where they have failed.</summary>
internal static class RepeatedSends
{
    private static readonly Topics NewConnection = Topics.Connects | Topics.Accepts | Topics.CreatesConnection | Topics.Releases;

    /// <summary><c>try { _socket.Send(m); } catch (SocketException) { Thread.Sleep(100); Send(m); }</c>: the send, and what holds the connection, which nobody changes.</summary>
    public static IEnumerable<(IInvocationOperation Send, ISymbol Connection)> ByRecursion(Seen seen)
    {
        if (seen.Body.Owner is not IMethodSymbol { MethodKind: MethodKind.Ordinary } || seen.Net.Topics.HasAny(NewConnection))
        {
            yield break;
        }

        foreach (var again in seen.Body.Uses.OfType<IInvocationOperation>().Where(IsOfItself))
        {
            if (again.Instance is null or IInstanceReferenceOperation
                && Operations.Above<ICatchClauseOperation>(again) is { Parent: ITryOperation @try } handler
                && (handler.Filter is null || SwallowedFailures.OnlyCounts(handler.Filter))
                && OnlyNotes(handler, again)
                && seen.Net.CallsOf(Topics.SendsBytes | Topics.WritesThroughWriter).OfType<IInvocationOperation>().FirstOrDefault(call => Operations.Contains(@try.Body, call)
                    && !seen.Types.TopicsOf(call.TargetMethod).HasAny(Topics.Datagram) && Connections.Carries(Uses.ReceiverOf(call), seen)) is { } send
                && SameConnection.RootOf(Uses.ReceiverOf(send), seen, throughAll: true) is { } connection
                && StaysTheSame(connection, again, seen))
            {
                yield return (send, connection);
            }
        }
    }

    /// <summary>The method, or the local function, calls itself.</summary>
    private static bool IsOfItself(IInvocationOperation call) =>
        call.TargetMethod is { DeclaringSyntaxReferences.IsEmpty: false, MethodKind: MethodKind.Ordinary or MethodKind.LocalFunction } called
        && SymbolEqualityComparer.Default.Equals(called.OriginalDefinition, Functions.Around(call)?.OriginalDefinition);

    /// <summary>Nothing of this compilation is called beside it, which might connect anew, and nobody asks what has failed.</summary>
    private static bool OnlyNotes(ICatchClauseOperation handler, IInvocationOperation again) =>
        Operations.Below(handler).All(operation => operation switch
        {
            IInvocationOperation call => ReferenceEquals(call, again) || (call.TargetMethod.DeclaringSyntaxReferences.IsEmpty && call.TargetMethod.MethodKind != MethodKind.DelegateInvoke),
            IPropertyReferenceOperation { Property.Name: "SocketErrorCode" or "ErrorCode" or "NativeErrorCode" or "InnerException" } or IThrowOperation or IAnonymousFunctionOperation => false,
            _ => true,
        });

    private static bool StaysTheSame(ISymbol connection, IInvocationOperation again, Seen seen) => connection switch
    {
        // Of the type's constructor, or of the method around a local function: it is given once.
        IParameterSymbol { ContainingSymbol: var owner } outer when !SymbolEqualityComparer.Default.Equals(owner, again.TargetMethod) => !Writes.Among(seen.Sources.MentionsOf(outer)).Any(),
        IParameterSymbol parameter => !Writes.Among(seen.Body.MentionsOf(parameter)).Any()
            && again.Arguments.Any(argument => argument.Parameter?.Ordinal == parameter.Ordinal && Uses.Plain(argument.Value) is IParameterReferenceOperation { Parameter: var same } && SymbolEqualityComparer.Default.Equals(same, parameter)),
        IFieldSymbol field => !seen.Sources.NamesIn(field.ContainingType, "Blocking").Any()
            && (field.IsReadOnly || (field.DeclaredAccessibility == Accessibility.Private
                && Writes.Among(seen.Sources.MentionsOf(field)).All(write => write.At is ISymbolInitializerOperation || Functions.Around(write.At) is { MethodKind: MethodKind.Constructor or MethodKind.StaticConstructor }))),
        _ => false,
    };
}
