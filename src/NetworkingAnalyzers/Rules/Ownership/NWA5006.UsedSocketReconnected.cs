using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;
using NetworkingAnalyzers.Situations;

namespace NetworkingAnalyzers.Rules.Ownership;

/// <summary>A socket or client that was connected, or is closed, is connected again: a TCP socket lives for one connection.</summary>
public sealed class UsedSocketReconnected : NetworkingRule
{
    private const int CallDepth = 3;

    /// <summary>Describes the rule.</summary>
    public UsedSocketReconnected()
        : base(
            "NWA5006",
            "A used socket is connected again",
            "'{0}' is called on an object that has had its connection, and throws; make a new one for each connection",
            "A TCP socket lives for one connection: 'Connect' throws SocketException (IsConnected) while the old one stands, ObjectDisposedException when it is closed, "
            + "and InvalidOperationException after 'Disconnect'. The reconnect that should have mended the outage fails every time, until somebody restarts the program.")
    {
    }

    /// <inheritdoc/>
    public override string? NoFix => "what the new object must be told (its options, its address, TLS) stands where the first one was made";

    private protected override void Watch(Watch on, NetTypes net) => on.Calls(Topics.Connects, Judge);

    private static void Judge(Call call)
    {
        if (call.Is(Topics.Ends)
            || call.Receiver is not { } receiver
            || SameConnection.RootOf(receiver, call.Seen) is not { } root
            || MayBeAnother(root, call)
            || Connections.IsDatagram(receiver, call.Seen)
            || call.Body.Uses.Any(use => SpeaksDatagrams(use, root, call))
            || Paths.Around(call.Operation, call.Body, call.Seen.Cancellation) is not { } paths
            || TestCode.Holds(call.Body.Owner, call.Seen.Compilation))
        {
            return;
        }

        var function = Body.FunctionOf(call.Operation);
        var uses = call.Body.Uses.Where(use => IsUse(use, root, call) && ReferenceEquals(Body.FunctionOf(use), function)).ToList();
        if (IsOnlyWhereNotConnected(call, root))
        {
            uses.RemoveAll(use => !IsEnd(use, call) && IsRenewedWhereItFails(use, root, call));
        }

        if (uses.Count == 0)
        {
            return;
        }

        var renewed = paths.Any(Operations.BelowInFunction(function).Where(operation => Renews(operation, root, call, CallDepth)));
        if (uses.Any(use => paths.Reaches(Uses.ReceiverOf(use), paths.Any(call.Operation), renewed, mayFail: MayFail) == Answer.Yes))
        {
            call.Report(call.Name);
        }
    }

    /// <summary>Only a connection that stands can be read, written to, shut down or left; what is closed is closed.</summary>
    private static bool IsUse(IOperation use, ISymbol root, Call call) =>
        use is IInvocationOperation { TargetMethod: var method }
        && IsOfConnection(method, call)
        && SameConnection.IsKeptIn(root, Uses.ReceiverOf(use), call.Seen);

    private static bool IsEnd(IOperation use, Call call) => Uses.MemberOf(use) is { } member && (member.Name == "Disconnect" || call.Net.TopicsOf(member).HasAny(Topics.Releases));

    /// <summary>
    /// <c>try { socket.Connect(server); socket.Close(); break; } catch { .. }</c>: nothing behind the connect can fail, and only the connect's own failure leads round.
    /// </summary>
    private static bool MayFail(IOperation operation) => Uses.MemberOf(operation) is not { Name: "Close" or "Dispose" or "GetStream" or "Connected" };

    /// <summary><c>if (!client.Connected) client.Connect(..)</c>: of one that had its connection that is so only behind a failed operation, or its end.</summary>
    private static bool IsOnlyWhereNotConnected(Call call, ISymbol root)
    {
        for (IOperation? child = call.Operation, up = child.Parent; up is not null and not (IAnonymousFunctionOperation or ILocalFunctionOperation); child = up, up = up.Parent)
        {
            if (up is IConditionalOperation { Condition: var condition } test && ReferenceEquals(test.WhenTrue, child)
                && !Operations.BelowInFunction(condition).Any(part => part is IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalOr })
                && Operations.BelowInFunction(condition).Any(part => part is IPropertyReferenceOperation { Property: { Name: "Connected", DeclaringSyntaxReferences.IsEmpty: true } }
                    && ConnectedAnswers.IsNegated(part, condition) && SymbolEqualityComparer.Default.Equals(SameConnection.RootOf(ConnectedAnswers.HolderOf(part), call.Seen), root)))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Each clause that may take the failure of the use, and from which the loop goes on, gives the variable another object.</summary>
    private static bool IsRenewedWhereItFails(IOperation use, ISymbol root, Call call)
    {
        bool GivesAnother(ICatchClauseOperation clause) => Operations.BelowInFunction(clause).Any(operation => Renews(operation, root, call, CallDepth));
        return Catching.IsCaught(use, clause => Loops.Around(clause) is not null && GivesAnother(clause))
            && !Catching.IsCaught(use, clause => Loops.Around(clause) is not null && !GivesAnother(clause));
    }

    /// <summary>A property that is computed may give another object each time.</summary>
    private static bool MayBeAnother(ISymbol root, Call call) =>
        root is IPropertySymbol { GetMethod: { } getter } && call.Seen.Sources.BodyOf(getter) is not null;

    /// <summary><c>SendTo</c>, <c>ReceiveFrom</c>: a socket for datagrams, wherever it was made.</summary>
    private static bool SpeaksDatagrams(IOperation use, ISymbol root, Call call) =>
        Uses.MemberOf(use) is { } member
        && (call.Net.TopicsOf(member).HasAny(Topics.Datagram) || member.Name is "SendTo" or "SendToAsync" or "BeginSendTo")
        && SymbolEqualityComparer.Default.Equals(SameConnection.RootOf(Uses.ReceiverOf(use), call.Seen), root);

    /// <summary>After <c>Disconnect</c> an asynchronous connect is allowed.</summary>
    private static bool IsOfConnection(IMethodSymbol method, Call call) =>
        (method.Name == "Disconnect" && !call.Is(Topics.Asynchronous))
        || call.Net.TopicsOf(method).HasAny(Opening.NeedsOpen | Topics.Releases);

    /// <summary>The variable gets another object, or somebody whom nobody can see may give it one; another disconnect may make it fit for use.</summary>
    private static bool Renews(IOperation operation, ISymbol root, Call call, int depth) => operation switch
    {
        { Parent: IVariableInitializerOperation { Parent: IVariableDeclaratorOperation declarator } } => SymbolEqualityComparer.Default.Equals(declarator.Symbol, root),
        IInvocationOperation { TargetMethod: { MethodKind: MethodKind.DelegateInvoke } or { Name: "DisconnectAsync" or "BeginDisconnect" } } or IDynamicInvocationOperation => true,
        IInvocationOperation { TargetMethod: { Name: "Disconnect" } } => call.Is(Topics.Asynchronous),
        IInvocationOperation { TargetMethod: { DeclaringSyntaxReferences.Length: > 0 } method } =>
            root is not ILocalSymbol && (depth == 0 || call.Seen.Sources.FunctionOf(method) is not { } function || Operations.Below(function).Any(inner => Renews(inner, root, call, depth - 1))),
        _ => SymbolEqualityComparer.Default.Equals(Makings.SymbolOf(operation), root) && Write.By(operation) is not null,
    };
}
