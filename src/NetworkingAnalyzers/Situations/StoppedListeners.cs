using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;

namespace NetworkingAnalyzers.Situations;

/// <summary>Accept callbacks that begin the next accept, unguarded, on a listener that may be closed: their author guards the end of the one before against just that.</summary>
internal static class StoppedListeners
{
    /// <summary>
    /// <c>try { var s = l.EndAccept(r); .. } catch (Exception e) { Log(e); } l.BeginAccept(..);</c>: where the listener is closed, <c>EndAccept</c> throws, the clause goes on, and <c>BeginAccept</c>
    /// throws the same, where nobody catches it. Where the clause leaves, it is closed between the two.
    /// </summary>
    public static bool AreBegunOn(Call begin)
    {
        var function = Body.FunctionOf(begin.Operation);
        return begin.Operation is IInvocationOperation
            && Catching.TryAround(begin.Operation) is null
            && Operations.Above<ICatchClauseOperation>(begin.Operation) is null
            && Operations.Above<IConditionalOperation>(begin.Operation) is null
            && Operations.Above<ISwitchOperation>(begin.Operation) is null
            && begin.Seen.Net.CallsOf(Topics.Ends).FirstOrDefault(end => begin.Seen.Types.TopicsOf(Uses.MemberOf(end)!).HasAny(Topics.Accepts) && ReferenceEquals(Body.FunctionOf(end), function)) is { } end
            && IsPassedOver(end, begin)
            && !AsksWhetherToStop(function, begin.Operation)
            && IsClosed(begin);
    }

    /// <summary>A clause for what a closed listener throws takes it and goes on, to where the next is begun, or leaves.</summary>
    private static bool IsPassedOver(IOperation end, Call begin)
    {
        var disposed = begin.Net.Type("System.ObjectDisposedException");
        return Catching.ClauseFor(end, clause => Catching.Takes(clause.ExceptionType, disposed)) is { Filter: null, Parent: ITryOperation @try } clause
            && (Goes(clause.Handler) || clause.Handler.Operations.LastOrDefault() is IReturnOperation)
            && (@try.Finally is { } last && Operations.Contains(last, begin.Operation) || @try.Syntax.Span.End <= begin.Operation.Syntax.SpanStart)
            && Loops.AllAround(begin.Operation).SequenceEqual(Loops.AllAround(@try));
    }

    /// <summary>By no way but its end, and with nothing that may know better: what it calls only tells.</summary>
    private static bool Goes(IBlockOperation handler) => Operations.BelowInFunction(handler).All(operation => operation switch
    {
        IReturnOperation or IThrowOperation or IBranchOperation or IAssignmentOperation => false,
        IInvocationOperation call => Noting.Says(call.TargetMethod.Name) || call.TargetMethod is { DeclaringSyntaxReferences.IsEmpty: true, Name: not "Exit" and not "FailFast" },
        { Kind: OperationKind.Invalid } => false,
        _ => true,
    });

    /// <summary><c>if (_stopped) return;</c> before it.</summary>
    private static bool AsksWhetherToStop(IOperation function, IOperation begin) =>
        Operations.BelowInFunction(function).OfType<IConditionalOperation>().Any(test => test.Syntax.SpanStart < begin.Syntax.SpanStart
            && Operations.BelowInFunction(test).Any(operation => operation is IReturnOperation or IThrowOperation or IBranchOperation));

    /// <summary>The type closes a listener that it keeps.</summary>
    private static bool IsClosed(Call begin) =>
        Evidence.TypeOf(begin) is { } type
        && Evidence.CallsIn(type, begin.Seen).Any(call => call.Value.HasAny(Topics.Releases)
            && Uses.ReceiverOf(call.Key) is { } closed && Makings.SymbolOf(Uses.Plain(closed)) is (IFieldSymbol or IPropertySymbol) and { } listener
            && (SymbolEqualityComparer.Default.Equals(listener, Makings.SymbolOf(Uses.Plain(begin.Receiver!))) || IsListened(listener, type, begin.Seen)));

    private static bool IsListened(ISymbol kept, INamedTypeSymbol type, Seen seen) =>
        Evidence.CallsIn(type, seen).Any(call => call.Value.HasAny(Topics.Listens | Topics.Accepts) && Uses.ReceiverOf(call.Key) is { } listening && SymbolEqualityComparer.Default.Equals(Makings.SymbolOf(Uses.Plain(listening)), kept));
}
