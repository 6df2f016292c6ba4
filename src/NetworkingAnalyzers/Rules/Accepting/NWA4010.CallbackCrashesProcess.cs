using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;
using NetworkingAnalyzers.Situations;

namespace NetworkingAnalyzers.Rules.Accepting;

/// <summary>A failure of the network that leaves a callback, or the function of a thread: nobody is above it, and the process ends.</summary>
public sealed class CallbackCrashesProcess : NetworkingRule
{
    /// <summary>Describes the rule.</summary>
    public CallbackCrashesProcess()
        : base(
            "NWA4010",
            "A network failure leaves a callback",
            "'{0}' throws when the {2} closed, and nothing above {1} catches it: the process ends; catch it here and close the connection",
            "Callbacks, work items and threads run with nothing of yours above them on the stack. An exception that leaves one is unhandled and ends the process: "
            + "one client that resets its connection takes all the others with it.")
    {
    }

    /// <inheritdoc/>
    public override string? NoFix => "What is to happen to the connection, and to what waits for it, is for the author to say.";

    /// <inheritdoc/>
    public override string? Threat => "a connection that ends at the wrong moment ends the process";

    private protected override void Watch(Watch on, NetTypes net)
    {
        on.Calls(Topics.Ends, JudgeEnd);
        on.Calls(Topics.Begins, JudgeBegin);
        on.Calls(Receiving.Reads | Topics.Handshakes | Topics.Accepts, JudgeRead);
        on.Calls(Topics.SendsBytes, JudgeSend);
        on.Calls(FailsAgain.Any, JudgeAgain);
    }

    /// <summary><c>EndReceive</c> in the callback itself.</summary>
    private static void JudgeEnd(Call call)
    {
        var function = Body.FunctionOf(call.Operation);
        if (Failures.Of(call.Seen.Compilation).IsGuarded(call.Operation)
            || IsDatagram(call)
            || !IsOverNetwork(call)
            || (IsHttpListener(call) && !IsStoppedSomewhere(call))
            || !IsFirstOf(call, Topics.Ends)
            || !StackBottoms.IsCallback(function, call.Seen)
            || TestCode.Holds(call.Body.Owner, call.Seen.Compilation))
        {
            return;
        }

        call.Report(call.Name, StackBottoms.NameOf(function, call.Seen), IsHttpListener(call) ? Listener : Connection);
    }

    private static bool IsHttpListener(Call call) => NetTypes.Is(call.Receiver?.Type, call.Net.HttpListener);

    /// <summary><c>EndGetContext</c> gives a request that is there; it fails where somebody stops the listener.</summary>
    private static bool IsStoppedSomewhere(Call call) =>
        new[] { "Stop", "Close", "Abort", "Dispose" }.SelectMany(name => call.Seen.Sources.NamesAnywhere(name, call.Seen.Cancellation))
            .Any(name => call.Seen.Sources.OperationAt(name) is IInvocationOperation stop && NetTypes.Is(Uses.ReceiverOf(stop)?.Type, call.Net.HttpListener));

    /// <summary>The next <c>BeginReceive</c> of a callback that guards its <c>EndReceive</c>: the connection can be reset, or closed by another thread, between the two.</summary>
    private static void JudgeBegin(Call call)
    {
        var function = Body.FunctionOf(call.Operation);
        if (call.Is(Topics.Accepts))
        {
            if (StoppedListeners.AreBegunOn(call) && StackBottoms.IsCallback(function, call.Seen) && !TestCode.Holds(call.Body.Owner, call.Seen.Compilation))
            {
                call.Report(call.Name, StackBottoms.NameOf(function, call.Seen), Listener);
            }

            return;
        }

        if (call.Member.Name is not ("BeginReceive" or "BeginRead" or "BeginSend" or "BeginWrite")
            || Failures.Of(call.Seen.Compilation).IsGuarded(call.Operation)
            || Catching.IsCaught(call.Operation, static clause => clause.ExceptionType.Name == "ObjectDisposedException")
            || IsDatagram(call)
            || !IsOverNetwork(call)
            || call.Seen.Net.CallsOf(Topics.Ends).Where(end => ReferenceEquals(Body.FunctionOf(end), function)).ToList() is not { Count: > 0 } ends
            || !ends.All(Failures.Of(call.Seen.Compilation).IsGuarded)
            || !ReferenceEquals(call.Operation, call.Seen.Net.CallsOf(Topics.Begins).FirstOrDefault(other => ReferenceEquals(Body.FunctionOf(other), function) && !Failures.Of(call.Seen.Compilation).IsGuarded(other)))
            || !StackBottoms.IsCallback(function, call.Seen)
            || TestCode.Holds(call.Body.Owner, call.Seen.Compilation))
        {
            return;
        }

        call.Report(call.Name, StackBottoms.NameOf(function, call.Seen), Connection);
    }

    /// <summary>A blocking read, or the accept on a listener that somebody closes, in the function that a thread or a work item of the pool starts with.</summary>
    private static void JudgeRead(Call call)
    {
        if (!IsDatagram(call)
            && MayEndThread(call)
            && (call.Is(Topics.Accepts) ? IsAwakenedByClose(call) : IsFirstOf(call, Receiving.Reads | Topics.Handshakes)))
        {
            JudgeThread(call, call.Is(Topics.Accepts) ? Listener : Connection);
        }
    }

    /// <summary>A blocking send in such a function, or in that of a timer, where no read of it tells the same: <c>new Timer(_ => socket.Send(beat), ..)</c>.</summary>
    private static void JudgeSend(Call call)
    {
        if (MayEndThread(call)
            && !Connections.IsDatagram(call.Receiver!, call.Seen)
            && IsFirstOf(call, Receiving.Reads | Topics.Handshakes | Topics.SendsBytes))
        {
            JudgeThread(call, Connection);
        }
    }

    /// <summary>Whether a failure of the call leaves the function, where nothing in it catches and a thread could start with it.</summary>
    private static bool MayEndThread(Call call) =>
        !call.Is(Topics.Begins | Topics.Ends | Topics.Asynchronous | Topics.CompletesThroughArgs)
        && !Failures.Of(call.Seen.Compilation).IsGuarded(call.Operation)
        && StackBottoms.MayBeOfThread(Body.FunctionOf(call.Operation))
        && IsOverNetwork(call);

    private static void JudgeThread(Call call, string what)
    {
        var function = Body.FunctionOf(call.Operation);
        if (StackBottoms.IsOfThread(function, call.Seen) && !TestCode.Holds(call.Body.Owner, call.Seen.Compilation))
        {
            call.Report(call.Name, StackBottoms.NameOf(function, call.Seen), what);
        }
    }

    /// <summary><c>catch { socket.Shutdown(..); socket.Close(); }</c>: what has failed, or is closed already, throws again. That of an <c>async void</c> is NWA4012's.</summary>
    private static void JudgeAgain(Call call)
    {
        var function = Body.FunctionOf(call.Operation);
        if (Functions.SymbolOf(function) is { IsAsync: false } && FailsAgain.EndsProcess(call) && !TestCode.Holds(call.Body.Owner, call.Seen.Compilation))
        {
            call.Report(call.Name, StackBottoms.NameOf(function, call.Seen), Connection);
        }
    }

    /// <summary>The type that accepts from its field, in a loop, also closes the listener there, and the accept that waits then throws.</summary>
    private static bool IsAwakenedByClose(Call call) =>
        Loops.Around(call.Operation) is not null
        && call.Receiver is { } receiver
        && Makings.SymbolOf(Uses.Plain(receiver)) is (IFieldSymbol or IPropertySymbol) and { } listener
        && call.Seen.Sources.MentionsOf(listener).Where(mention => Body.FunctionOf(mention).Syntax != Body.FunctionOf(call.Operation).Syntax).SelectMany(mention => Escape.UsesOf(mention))
            .Any(use => use is { Kind: UseKind.Receiver, Member: { } member } && call.Net.TopicsOf(member).HasAny(Topics.Releases))
        // One that asks first waits for nobody.
        && !Operations.BelowInFunction(Body.FunctionOf(call.Operation)).Any(operation => operation is IInvocationOperation { TargetMethod.Name: "Pending" or "Poll" or "Select" });

    private const string Connection = "connection is reset or";

    private const string Listener = "listener is";

    private static bool IsOverNetwork(Call call) =>
        Connections.Carries(call.Receiver, call.Seen)
        || NetTypes.Is(call.Receiver?.Type, call.Net.TcpListener)
        || NetTypes.Is(call.Receiver?.Type, call.Net.HttpListener)
        || NetTypes.Is(call.Receiver?.Type, call.Net.UdpClient);

    /// <summary>A datagram's failures are reported by those who watch them: another area's matter.</summary>
    private static bool IsDatagram(Call call) => call.Is(Topics.Datagram);

    /// <summary>One report for a function: the first such call that nobody guards.</summary>
    private static bool IsFirstOf(Call call, Topics topics) =>
        ReferenceEquals(call.Operation, call.Seen.Net.CallsOf(topics).FirstOrDefault(other =>
            ReferenceEquals(Body.FunctionOf(other), Body.FunctionOf(call.Operation)) && !Failures.Of(call.Seen.Compilation).IsGuarded(other)));
}
