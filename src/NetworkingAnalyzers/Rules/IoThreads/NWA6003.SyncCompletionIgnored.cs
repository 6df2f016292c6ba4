using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
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
        if (HasNoHandler(call))
        {
            return;
        }

        var fate = Fate.Of(call.Operation);
        if (fate.Kind == FateKind.Dropped
            || (fate.Kind == FateKind.Stored && fate.Into is ILocalSymbol local && call.Body.MentionsOf(local).Count > 0
                && !Writes.ReadsAmong(call.Body.MentionsOf(local)).Any()))
        {
            call.Report(call.Name);
        }
    }

    /// <summary>Arguments made here that nobody hands on or gives a handler: nothing would run when it is done later, either.</summary>
    private static bool HasNoHandler(Call call) =>
        Uses.ArgumentOf(call.Operation, "e") is { } given && Uses.Plain(given) is ILocalReferenceOperation { Local: var args }
        && Writes.Among(call.Body.MentionsOf(args)).ToList() is { Count: 1 } writes
        && writes[0].Value is { } made && Uses.Plain(made) is IObjectCreationOperation { Type.Name: "SocketAsyncEventArgs" }
        && call.Body.MentionsOf(args).All(mention => mention is IVariableDeclaratorOperation || ReferenceEquals(mention, writes[0].At)
            || mention.Parent is IVariableDeclaratorOperation or ISimpleAssignmentOperation { Target: ILocalReferenceOperation }
            || Uses.UserOf(mention) is IPropertyReferenceOperation or IInvocationOperation { TargetMethod.DeclaringSyntaxReferences.IsEmpty: true }
            || mention.Parent is IArgumentOperation { Parent: IInvocationOperation sent } && ReferenceEquals(sent, call.Operation));
}
