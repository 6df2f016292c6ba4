using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;
using NetworkingAnalyzers.Situations;

namespace NetworkingAnalyzers.Rules.Ownership;

/// <summary>A connection that some way out of the function neither closes nor hands to anybody: it stays open.</summary>
public sealed class ConnectionLeaked : NetworkingRule
{
    /// <summary>Describes the rule.</summary>
    public ConnectionLeaked()
        : base(
            "NWA5001",
            "A connection is not closed on every path",
            "What '{0}' opens is {1}; close it on every path, best with 'using'",
            "What is not closed stays open until a finalizer happens to run: the peer keeps a connection that says nothing, ports and "
            + "file descriptors are used up, pools run dry. Under load that comes as 'too many open files', or as time-outs on a "
            + "machine that idles.")
    {
    }

    /// <inheritdoc/>
    public override string? Threat => "connections opened and dropped exhaust the descriptors";

    private protected override void Watch(Watch on, NetTypes net)
    {
        on.Calls(Topics.MustBeReleased, Judge);
        on.Calls(Topics.GivesHeaders, JudgeResponse);
        on.Calls(Topics.Accepts, JudgeListener);
        on.BodiesThat(body => body.Body.Uses.Any(use => Opened.MayBeBy(use, net)), JudgeOpened);
    }

    /// <summary><c>var client = OpenAsync();</c>: a method of this compilation opens it and gives it to its caller.</summary>
    private static void JudgeOpened(Seen seen)
    {
        foreach (var use in seen.Body.Uses)
        {
            if (Opened.IsBy(use, seen))
            {
                Judge(new Call(use, Topics.MustBeReleased, seen));
            }
        }
    }

    /// <summary><c>await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead)</c>: the connection is the response's until that is disposed of or read.</summary>
    private static void JudgeResponse(Call call)
    {
        if (Uses.ArgumentOf(call.Operation, "completionOption") is { ConstantValue: { HasValue: true, Value: 1 } }
            && !AsksForHeadersAlone(call)
            // A client of this function's own closes its connections when it ends.
            && !(Uses.Plain(call.Receiver!) is ILocalReferenceOperation { Local: var client }
                && Writes.Among(call.Body.MentionsOf(client)).Any(write => write.Value is { } value && Uses.Plain(value) is IObjectCreationOperation)))
        {
            Judge(call);
        }
    }

    /// <summary><c>new HttpRequestMessage(HttpMethod.Head, url)</c>: the answer has no body, and its connection is free at once.</summary>
    private static bool AsksForHeadersAlone(Call call) =>
        Uses.ArgumentOf(call.Operation, "request") is { } request
        && Origin.Of(request, call.Seen.Sources) is { IsEmpty: false } origins
        && origins.All(origin => origin is IObjectCreationOperation { Arguments: { Length: > 0 } given } && Uses.Plain(given[0].Value) is IPropertyReferenceOperation { Property: { Name: "Head", ContainingType.Name: "HttpMethod" } });

    /// <summary><c>_socket = _socket.Accept();</c>: the listener is in nobody's hands any more, and its port stays taken.</summary>
    private static void JudgeListener(Call call)
    {
        if (Listeners.LostBy(call) is { } listener && !TestCode.Holds(call.Body.Owner, call.Seen.Compilation))
        {
            call.Report(listener.Name, "overwritten by the connection that it accepts");
        }
    }

    private static void Judge(Call call)
    {
        if (IsBaseConstructor(call) || !Custody.IsOwning(call) || TestCode.Holds(call.Body.Owner, call.Seen.Compilation))
        {
            return;
        }

        var custody = Custody.Of(call.Operation, call.Body, call.Net, call.Seen.Sources, call.Seen.Cancellation);
        if (!custody.IsLost && !custody.IsSettledAtOnce && !IsStreamsBusiness(custody)
            && Paths.Around(call.Operation, call.Body, call.Seen.Cancellation) is { } paths)
        {
            foreach (var opening in custody.Openings)
            {
                if (Leaks.InOperation(call, opening, custody, paths) is { } how)
                {
                    call.Report(call.Name, how);
                    return;
                }
            }
        }
    }

    /// <summary>A subclass of the framework's type is its own business.</summary>
    private static bool IsBaseConstructor(Call call) => call.Operation is IInvocationOperation { TargetMethod.MethodKind: MethodKind.Constructor };

    /// <summary>The author took the stream over the socket for its owner: another rule speaks about that.</summary>
    private static bool IsStreamsBusiness(Custody custody) =>
        custody.IsUnderStreamThatDoesNotOwn && custody.HandOvers.Count == 0 && custody.IsReleasedByHandlersOnly;
}
