using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;
using NetworkingAnalyzers.Situations;

namespace NetworkingAnalyzers.Rules.Accepting;

/// <summary>An empty <c>catch</c> around network calls, in a loop that goes on as if nothing had been.</summary>
public sealed class FailureSwallowed : NetworkingRule
{
    /// <summary>Describes the rule.</summary>
    public FailureSwallowed()
        : base(
            "NWA4013",
            "A network failure is swallowed",
            "This 'catch' swallows the failure of '{0}', and the loop goes on as if {1}; log it and {2}",
            "A failed read, write or accept says that something is wrong: the peer is gone, descriptors have run out, the address is taken. "
            + "Swallowed in a loop it leaves no trace, and what has failed is used again and counts as connected for ever.")
    {
    }

    /// <inheritdoc/>
    public override string? NoFix => "Whether to log, to close the connection or to end the loop is for the author to say.";

    private protected override void Watch(Watch on, NetTypes net) => on.BodiesThat(HasEmptyCatchInLoop, Judge);

    /// <summary>Asked of every body: the syntax alone, where there is a loop.</summary>
    private static bool HasEmptyCatchInLoop(NetBody body)
    {
        foreach (var loop in body.Body.AllLoops)
        {
            foreach (var node in loop.Syntax.DescendantNodes())
            {
                if (node is CatchClauseSyntax { Block.Statements.Count: 0 })
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static void Judge(Seen seen)
    {
        foreach (var loop in seen.Body.AllLoops)
        {
            foreach (var @try in Operations.BelowInFunction(loop).OfType<ITryOperation>())
            {
                if (ReferenceEquals(Loops.Around(@try), loop)
                    && (loop is not IForEachLoopOperation each || IsOverThoseThatStay(each, seen))
                    && @try.Finally is null
                    && EmptyClause(@try, seen) is { } clause
                    && FirstFailing(@try, clause, seen) is { } call
                    && !IsLeft(@try)
                    && !IsSettledBehind(@try, seen)
                    && !IsOpenedInside(@try, seen)
                    && !LooksAtConnection(loop, seen)
                    && !SpinningAccepts.In(seen).Any(other => ReferenceEquals(other.Clause, clause))
                    && !SwallowedFailures.In(seen).Any(other => ReferenceEquals(other.Handler, clause))
                    && !TestCode.Holds(seen.Body.Owner, seen.Compilation))
                {
                    var isAccept = Uses.MemberOf(call) is { } failing && seen.Types.TopicsOf(failing).HasAny(Topics.Accepts);
                    seen.Report(((CatchClauseSyntax)clause.Syntax).CatchKeyword.GetLocation(), Uses.NameOf(call), isAccept ? "nothing had been" : "the connection were alive", isAccept ? "wait before you accept again" : "close what has failed");
                }
            }
        }
    }

    /// <summary>
    /// A loop over connections that are kept in a private collection from which nobody ever takes one: what has failed is tried again with each round, for as long
    /// as the process lives. Otherwise whoever reads the connection may take it out.
    /// </summary>
    private static bool IsOverThoseThatStay(IForEachLoopOperation each, Seen seen) =>
        Makings.Of(each.Collection, seen.Body).OfType<IFieldSymbol>().ToList() is { Count: 1 } fields
        && fields[0] is { DeclaredAccessibility: Accessibility.Private, Type: INamedTypeSymbol { TypeArguments: { IsEmpty: false } held } }
        && seen.Types.IsConnection(held[held.Length - 1])
        && seen.Sources.MentionsOf(fields[0]).All(StaysWhole);

    private static bool StaysWhole(IOperation mention)
    {
        var up = mention.Parent;
        while (up is IConversionOperation or IParenthesizedOperation || (up is IArgumentOperation { Parameter.Ordinal: 0, Parent: IInvocationOperation { TargetMethod.IsExtensionMethod: true } }))
        {
            up = up.Parent;
        }

        return mention is ISymbolInitializerOperation || up switch
        {
            IInvocationOperation { TargetMethod.Name: var name } => name is "Add" or "TryAdd" or "ToArray" or "ToList" or "Contains" or "ContainsKey" or "Any" or "Count",
            IPropertyReferenceOperation { Property: { IsIndexer: true } or { Name: "Count" or "Values" or "IsEmpty" } } => true,
            IForEachLoopOperation or ILockOperation => true,
            _ => false,
        };
    }

    /// <summary>The clause that takes what the network throws, if it is empty and has no filter.</summary>
    private static ICatchClauseOperation? EmptyClause(ITryOperation @try, Seen seen)
    {
        foreach (var clause in @try.Catches)
        {
            if (Failures.Of(seen.Compilation).Takes(clause))
            {
                return clause.Filter is null && clause.Handler.Operations.IsEmpty && Catching.Takes(clause.ExceptionType, seen.Types.IOException) | Catching.Takes(clause.ExceptionType, seen.Types.SocketException)
                    ? clause
                    : null;
            }
        }

        return null;
    }

    /// <summary>
    /// The first call in the <c>try</c> that fails into the clause: a read, write or accept, not one that only closes. Where a datagram cannot be sent now, the next
    /// may be, and there is no connection that has failed.
    /// </summary>
    private static IOperation? FirstFailing(ITryOperation @try, ICatchClauseOperation clause, Seen seen)
    {
        var failures = Failures.OfConnections(seen.Compilation);
        foreach (var operation in Operations.BelowInFunction(@try.Body))
        {
            if (operation is IInvocationOperation call
                && ReferenceEquals(Catching.TryAround(call, failures.Takes), @try)
                && (!Awaiting.IsTask(call.Type) || Waiting.For(call) is not null)
                && !seen.Types.TopicsOf(call.TargetMethod).HasAny(Topics.Connects | Topics.ResolvesName)
                && !IsSentAlone(call, seen)
                && failures.MayFail(call, seen))
            {
                return call;
            }
        }

        return null;
    }

    private static bool IsSentAlone(IInvocationOperation call, Seen seen) =>
        seen.Types.TopicsOf(call.TargetMethod) is var topics && topics.HasAny(Topics.SendsBytes)
        && (topics.HasAny(Topics.Datagram) || (Uses.ReceiverOf(call) is { } socket && Connections.IsDatagram(socket, seen)));

    /// <summary>The rounds are tries for one success: behind it the loop is left.</summary>
    private static bool IsLeft(ITryOperation @try) =>
        Operations.BelowInFunction(@try.Body).Any(operation => operation is IReturnOperation or IBranchOperation { BranchKind: BranchKind.Break or BranchKind.GoTo });

    /// <summary>What follows the <c>try</c> closes the connection, or leaves, whether the call succeeded or not.</summary>
    private static bool IsSettledBehind(ITryOperation @try, Seen seen) =>
        @try.Parent is IBlockOperation block
        && block.Operations.Where(statement => statement.Syntax.SpanStart > @try.Syntax.SpanStart).Any(statement =>
            statement is IReturnOperation or IThrowOperation or IBranchOperation { BranchKind: BranchKind.Break }
            || Operations.BelowInFunction(statement).Any(operation => Uses.MemberOf(operation) is { } member && seen.Types.TopicsOf(member).HasAny(Topics.Releases)));

    /// <summary><c>using var stream = await ConnectAsync();</c> in the <c>try</c>: what has failed is closed on the way out, and the next round opens another.</summary>
    private static bool IsOpenedInside(ITryOperation @try, Seen seen) =>
        Operations.BelowInFunction(@try.Body).Any(operation => operation switch
        {
            IUsingDeclarationOperation declared => declared.DeclarationGroup.Declarations.SelectMany(declaration => declaration.Declarators).Any(declarator => IsOrHolds(declarator.Symbol.Type, seen)),
            IUsingOperation { Resources: IVariableDeclarationGroupOperation declared } => declared.Declarations.SelectMany(declaration => declaration.Declarators).Any(declarator => IsOrHolds(declarator.Symbol.Type, seen)),
            IUsingOperation { Resources: { } resource } => IsOrHolds(Uses.Plain(resource).Type, seen),
            _ => false,
        });

    private static bool IsOrHolds(ITypeSymbol? type, Seen seen) => seen.Types.IsConnection(type) || NetTypes.Is(type, seen.Types.Stream);

    /// <summary>Reads that time out are tried again, and whoever asks for the state of the connection may learn of its end there.</summary>
    private static bool LooksAtConnection(ILoopOperation loop, Seen seen) =>
        loop is not IForEachLoopOperation && Evidence.TypeOf(new Call(loop, Topics.None, seen)) is { } type && Evidence.IsNamed(type, seen, Noting.AllowsAnotherRead)
        || Operations.BelowInFunction(loop).Any(operation =>
            Uses.MemberOf(operation) is { } member
            && (seen.Types.TopicsOf(member).HasAny(Topics.RemembersConnected | Topics.AvoidsWaiting) || (member.Name == "State" && NetTypes.Is(member.ContainingType, seen.Types.WebSocket))));
}
