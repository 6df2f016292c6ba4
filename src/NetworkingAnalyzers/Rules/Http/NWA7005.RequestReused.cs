using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;
using NetworkingAnalyzers.Situations;

namespace NetworkingAnalyzers.Rules.Http;

/// <summary>One message is sent twice, most often by a retry: the second time throws, so that nothing is ever tried again.</summary>
public sealed class RequestReused : NetworkingRule
{
    /// <summary>Describes the rule.</summary>
    public RequestReused()
        : base(
            "NWA7005",
            "A request, or its content, is sent a second time",
            "'{0}' sends '{1}' {2}, and the second time always throws; make a new one for each attempt",
            "A client marks a message as sent, whatever came of it, and throws InvalidOperationException when it is given it again; content goes with the request that is disposed of. Written for the day when the first attempt fails, "
            + "the second attempt fails on that day, and its exception hides the first one's.")
    {
    }

    /// <inheritdoc/>
    public override string? NoFix => "what belongs to one attempt, its content and headers among it, is for the author to say";

    private protected override void Watch(Watch on, NetTypes net)
    {
        on.BodiesThat(static body => MessagesIn(body.Body).Any(), JudgeMessages);
        on.BodiesWith(Topics.MakesRequestMessage | Topics.SendsContent, JudgeContents);
    }

    private static void JudgeMessages(Seen seen)
    {
        foreach (var message in MessagesIn(seen.Body).Distinct<ISymbol>(SymbolEqualityComparer.Default))
        {
            if (Writes.Among(seen.Body.MentionsOf(message)).All(write => SentMessages.Holds(Body.FunctionOf(write.At), message))
                && SentMessages.Of(message, seen) is { Count: > 0 } sent
                && !IsMadeFresh(message, seen.Body)
                && !TestCode.Holds(seen.Body.Owner, seen.Compilation)
                && Second(message, sent, seen) is var (call, how))
            {
                seen.Report(Uses.PlaceOf(call), Uses.NameOf(call), message.Name, how);
            }
        }
    }

    /// <summary>The locals and parameters that are given to a call for a message.</summary>
    private static IEnumerable<ISymbol> MessagesIn(Body body) =>
        from use in body.Uses
        where use is IInvocationOperation
        from argument in ((IInvocationOperation)use).Arguments
        where argument.Parameter?.Type is { Name: "HttpRequestMessage" }
        let symbol = Makings.SymbolOf(Uses.Plain(argument.Value))
        where symbol is ILocalSymbol or IParameterSymbol { RefKind: RefKind.None }
        select symbol;

    /// <summary>The call that surely sends the message a second time, and how that comes about.</summary>
    private static (IOperation Call, string How)? Second(ISymbol message, List<SentMessage> sent, Seen seen)
    {
        foreach (var one in sent.Where(one => !one.IsAgain))
        {
            if (Repeating.ByLoop(one.Start, message, seen.Body, seen.Cancellation))
            {
                return (one.Call, "again in the next round of the loop");
            }

            var function = Body.FunctionOf(one.Call);
            if (!SentMessages.Holds(function, message) && SentMessages.ValuesOf(function, seen.Body).Any(value => Repeating.ByOthers(value, seen)))
            {
                return (one.Call, "again when the attempt is repeated");
            }
        }

        foreach (var second in sent)
        {
            if (sent.Any(first => !first.IsAgain && !ReferenceEquals(first.Call, second.Call) && IsBehind(first, second, message, seen)))
            {
                return (second.Call, "though it has been sent");
            }
        }

        return null;
    }

    /// <summary>Whether the one is reached only after the other, with the same message: nothing having failed before that one.</summary>
    private static bool IsBehind(SentMessage first, SentMessage second, ISymbol message, Seen seen)
    {
        if (!ReferenceEquals(Body.FunctionOf(first.Call), Body.FunctionOf(second.Call)) || IsForClosedClient(second.Call)
            || Paths.Around(first.Call, seen.Body, seen.Cancellation) is not { } paths)
        {
            return false;
        }

        var isWritten = paths.Any(Writes.Among(seen.Body.MentionsOf(message)).Select(write => write.At));
        var isSecond = paths.Any(second.Call);
        return paths.Reaches(first.Start, isSecond, isWritten) == Answer.Yes
            && paths.Reaches(null, isSecond, paths.Any(first.Call), Exceptions.Thrown) == Answer.No;
    }

    /// <summary><c>catch (ObjectDisposedException)</c>: the client refused to look at the message.</summary>
    private static bool IsForClosedClient(IOperation call) =>
        Operations.Above<ICatchClauseOperation>(call) is { ExceptionType.Name: "ObjectDisposedException" };

    /// <summary><c>request.ResetSendStatus()</c>: there are those who reach into the message and take the mark away.</summary>
    private static bool IsMadeFresh(ISymbol message, Body body) => Escape.UsesOf(message, body).Any(use =>
        use.Kind is UseKind.Passed or UseKind.Receiver && Uses.MemberOf(use.At)?.Name.StartsWith("Reset", System.StringComparison.Ordinal) == true);

    private static void JudgeContents(Seen seen)
    {
        foreach (var (operation, topics) in seen.Net.Calls)
        {
            if (topics.HasAny(Topics.MakesRequestMessage) && UsedUpContents.EndsWithRound(operation, seen) is { } given
                && !TestCode.Holds(seen.Body.Owner, seen.Compilation))
            {
                seen.Report(given, "HttpClient.SendAsync", Makings.SymbolOf(given)!.Name, "again in the next round of the loop, after the request of the first round was disposed of and it with that");
            }
            else if (topics.HasAny(Topics.SendsContent) && UsedUpContents.EndsWithCall(operation, seen) is { } content
                && !TestCode.Holds(seen.Body.Owner, seen.Compilation))
            {
                seen.Report(content, Uses.NameOf(operation), Makings.SymbolOf(content)!.Name, "again in the next round of the loop, after .NET Framework has disposed of it");
            }
        }
    }
}
