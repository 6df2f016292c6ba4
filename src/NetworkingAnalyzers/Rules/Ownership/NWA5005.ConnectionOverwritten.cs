using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;
using NetworkingAnalyzers.Situations;

namespace NetworkingAnalyzers.Rules.Ownership;

/// <summary>A new connection is put into the field that holds the old one, and the old one was not closed: with each reconnect one more stays open.</summary>
public sealed class ConnectionOverwritten : NetworkingRule
{
    /// <summary>Describes the rule.</summary>
    public ConnectionOverwritten()
        : base(
            "NWA5005",
            "A connection is overwritten by the next one",
            "'{0}' takes the place of the connection in '{1}', which nobody has closed; close the old one first",
            "A reconnect is what happens when a connection is in trouble, and it happens again and again. Each one that is only overwritten keeps its descriptor until a finalizer happens to run, "
            + "and as long as its own end has not failed, the peer keeps it too: a server counts two, then ten clients where there is one.",
            Certainty.Strict)
    {
    }

    private protected override void Watch(Watch on, NetTypes net)
    {
        on.Calls(Topics.MustBeReleased, JudgeCreation);
        on.BodiesThat(body => body.Body.Uses.Any(use => Opened.MayBeBy(use, net)), JudgeOpened);
    }

    private static void JudgeCreation(Call call)
    {
        if (IsHeldFromTheStart(call))
        {
            Judge(call);
        }
    }

    /// <summary><c>_socket = Dial();</c>: a method of this compilation opens it.</summary>
    private static void JudgeOpened(Seen seen)
    {
        foreach (var use in seen.Body.Uses)
        {
            if (Opened.MayBeBy(use, seen.Types) && Overwriting.StoreOf(use, seen.Body) is not null && Opened.IsBy(use, seen))
            {
                Judge(new Call(use, Topics.MustBeReleased, seen));
            }
        }
    }

    private static void Judge(Call call)
    {
        if (Overwriting.StoreOf(call.Operation, call.Body) is not { } store
            || Overwriting.VariableOf(store.Target, call.Seen) is not { } variable
            || IsWhereItWasFoundDisposed(store)
            || TestCode.Holds(call.Body.Owner, call.Seen.Compilation))
        {
            return;
        }

        if (new Overwriting(variable, call.Operation, call.Seen).LeavesOpen(store))
        {
            call.Report(call.Name, variable.Name);
        }
    }

    /// <summary>What holds a descriptor as soon as it is made; a stream over a socket leaves the socket to somebody.</summary>
    private static bool IsHeldFromTheStart(Call call) =>
        call.Operation is IObjectCreationOperation { Type: var type }
        && !Owning.IsOpenedLater(type, call.Net)
        && !NetTypes.Is(type, call.Net.NetworkStream);

    /// <summary><c>catch (ObjectDisposedException)</c>: somebody has closed the old one.</summary>
    private static bool IsWhereItWasFoundDisposed(IOperation store) =>
        Operations.Above<ICatchClauseOperation>(store) is { ExceptionType: { Name: "ObjectDisposedException" or "NullReferenceException" } };
}
