using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;

namespace NetworkingAnalyzers.Rules.IoThreads;

/// <summary>The result of <c>XxxAsync(SocketAsyncEventArgs)</c> is dropped: where it is false, no event is raised and nothing goes on.</summary>
public sealed class SyncCompletionIgnored : NetworkingRule
{
    /// <summary>Describes the rule.</summary>
    public SyncCompletionIgnored()
        : base(
            "NWA6003",
            "A synchronous completion is ignored",
            "'{0}' returns false when the operation is already done, and raises no Completed event then; handle the result in that case",
            "Where the bytes are there already, or the buffer has room, the operation is done before the method returns. It says so by returning false, "
            + "and Completed is not raised: code that drops the result waits for ever for an event that never comes.")
    {
    }

    private protected override void Watch(Watch on, NetTypes net) => on.Calls(Topics.CompletesThroughArgs, Judge);

    private static void Judge(Call call)
    {
        var fate = Fate.Of(call.Operation);
        if (fate.Kind == FateKind.Dropped
            || (fate.Kind == FateKind.Stored && fate.Into is ILocalSymbol local && call.Body.MentionsOf(local).Count > 0
                && !Writes.ReadsAmong(call.Body.MentionsOf(local)).Any()))
        {
            call.Report(call.Name);
        }
    }
}
