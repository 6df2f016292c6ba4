using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;

namespace NetworkingAnalyzers.Situations;

/// <summary>
/// <c>_client = new TcpClient(); try { await _client.ConnectAsync(..); } catch (SocketException) { _client = null; throw; }</c>: the field was the only one that had it, and nobody can close it any more.
/// </summary>
internal static class EmptiedFields
{
    /// <summary>The connect or handshake behind whose failure the field that the connection was put into is emptied, and the connection not closed; null where there is none.</summary>
    public static IOperation? AttemptOn(Call made)
    {
        if (Fate.Of(made.Operation) is not { Kind: FateKind.Stored, Accumulates: false, Into: IFieldSymbol field, At: var stored })
        {
            return null;
        }

        return made.Seen.Net.CallsOf(Topics.Connects | Topics.Handshakes).FirstOrDefault(attempt =>
            attempt.Syntax.SpanStart > stored.Syntax.SpanStart
            && ReferenceEquals(Body.FunctionOf(attempt), Body.FunctionOf(stored))
            && !made.Seen.Types.TopicsOf(Uses.MemberOf(attempt)!).HasAny(Topics.CompletesThroughArgs | Topics.Begins)
            && Uses.ReceiverOf(attempt) is { } receiver && SymbolEqualityComparer.Default.Equals(Makings.SymbolOf(receiver), field)
            && Catching.ClauseFor(attempt, clause => Catching.Takes(clause.ExceptionType, made.Seen.Types.SocketException)) is { Parent: ITryOperation { Finally: null } } clause
            && OnlyEmpties(clause.Handler, field, made.Seen.Types));
    }

    /// <summary>The field is mentioned where it is set to <c>null</c> and nowhere else, nothing is closed, and no method of the project is called, which might do so.</summary>
    private static bool OnlyEmpties(IBlockOperation handler, IFieldSymbol field, NetTypes net)
    {
        var isEmptied = false;
        foreach (var operation in Operations.BelowInFunction(handler))
        {
            switch (operation)
            {
                case IInvocationOperation { TargetMethod: var method } when net.TopicsOf(method).HasAny(Topics.Releases) || (!method.DeclaringSyntaxReferences.IsEmpty && !Noting.Says(method.Name)):
                    return false;
                case IFieldReferenceOperation { Field: var mentioned } mention when SymbolEqualityComparer.Default.Equals(mentioned, field):
                    if (Write.By(mention) is not { Value: { } value } || !Uses.IsNull(value))
                    {
                        return false;
                    }

                    isEmptied = true;
                    break;
            }
        }

        return isEmptied;
    }
}
