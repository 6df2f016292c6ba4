using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;
using NetworkingAnalyzers.Situations;

namespace NetworkingAnalyzers.Rules.Liveness;

/// <summary>A connect that nothing ends but the operating system, after one or two minutes.</summary>
public sealed class ConnectWithoutTimeout : NetworkingRule
{
    /// <summary>Describes the rule.</summary>
    public ConnectWithoutTimeout()
        : base(
            "NWA3006",
            "A connect has no timeout",
            "'{0}' waits up to two minutes for a host that does not answer; use 'ConnectAsync' with a token that is cancelled after some seconds",
            "Where packets to a host are dropped without a word, the operating system repeats its first packet for 21 s (Windows) to 127 s (Linux), for each address of the name, before the connect fails. "
            + "Whoever waits for it waits that long.")
    {
    }

    private protected override void Watch(Watch on, NetTypes net) => on.Calls(Topics.Connects | Topics.CreatesConnection, Judge);

    private static void Judge(Call call)
    {
        if (!call.Is(Topics.Begins | Topics.Ends | Topics.CompletesThroughArgs)
            && (call.Is(Topics.Connects) || ClientConnections.ConnectsAtOnce(call.Operation))
            && !Deadlines.HasToken(call)
            && Deadlines.IsWaitedFor(call)
            && !ClientConnections.IsNear(call.Operation, call.Seen)
            && !(call.Receiver is { } socket && Connections.IsDatagram(socket, call.Seen))
            && !TestCode.Holds(call.Body.Owner, call.Seen.Compilation)
            && Evidence.TypeOf(call) is { } type
            && !HoldsMain(type)
            && !Evidence.IsForUnixSockets(type, call.Seen)
            && !OwnThread.Runs(call.Operation, call.Seen)
            && !IsTriedAgain(call)
            && !Evidence.IsNamedIn(type, call.Seen, name => SaysTimedConnect(name) && !OpeningWaits.AreRelays(name, type, call.Seen))
            && !UsesConnectTimeout(type, call.Seen)
            && !Evidence.IsNamedByCallers(call.Body.Owner, call.Seen, Evidence.SaysBounded)
            && !IsToldOtherwise(call))
        {
            call.Report(call.Name);
        }
    }

    /// <summary>A program of one file that a person starts and may end: the type that holds <c>Main</c>, or statements at the top of the file.</summary>
    private static bool HoldsMain(INamedTypeSymbol type) =>
        type.GetMembers("Main").Any(member => member.IsStatic) || !type.GetMembers(WellKnownMemberNames.TopLevelStatementsEntryPointMethodName).IsEmpty;

    /// <summary>A loop catches the failure and tries again: nobody waits for the one attempt, and a slow one is a pause.</summary>
    private static bool IsTriedAgain(Call call) =>
        Operations.Above<ITryOperation>(call.Operation) is { } @try && Operations.Contains(@try.Body, call.Operation)
        && Loops.Around(@try) is { } loop and not IForEachLoopOperation
        && ReferenceEquals(Loops.Around(call.Operation), loop);

    /// <summary>Of the same place: that it is tried again at once by its own handler, or that its peer may vanish unnoticed, is the greater evil.</summary>
    private static bool IsToldOtherwise(Call call) => Reconnects.AreAtOnce(call) || (call.Is(Topics.CreatesConnection) && Lifelines.IsUnwatched(call));

    /// <summary>
    /// Somebody has thought of it: a timer closes the socket, or the socket does not block. A timeout for reads or sends does not bind the connect, and whoever
    /// sets one means the peer not to keep him waiting.
    /// </summary>
    private static bool SaysTimedConnect(string name) => Evidence.SaysTimedWait(name) || name is "Blocking" or "WaitOne";

    /// <summary>A time for connecting is named where something is done, and not only in a property that keeps it, the constructor that sets it, or a call.</summary>
    private static bool UsesConnectTimeout(INamedTypeSymbol type, Seen seen)
    {
        for (var t = type; t is not null; t = t.ContainingType ?? t.BaseType)
        {
            if (t.OriginalDefinition.DeclaringSyntaxReferences.Any(reference => reference.GetSyntax(seen.Cancellation).DescendantTokens().Any(token =>
                token.IsKind(SyntaxKind.IdentifierToken) && SaysConnectTimeout(token.ValueText) && !IsOnlyKept(token))))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The declaration of a field or property, and the accessors that read and write it.</summary>
    private static bool IsOnlyKept(SyntaxToken token) =>
        token.Parent?.FirstAncestorOrSelf<MemberDeclarationSyntax>() is BaseFieldDeclarationSyntax or PropertyDeclarationSyntax;

    private static bool SaysConnectTimeout(string name) =>
        name.IndexOf("ConnectTimeout", System.StringComparison.OrdinalIgnoreCase) >= 0
        || name.IndexOf("ConnectionTimeout", System.StringComparison.OrdinalIgnoreCase) >= 0;
}
