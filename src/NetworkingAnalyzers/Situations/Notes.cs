using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;

namespace NetworkingAnalyzers.Situations;

/// <summary>Statements that tell somebody what happened and change nothing.</summary>
internal static class Notes
{
    /// <summary><c>Log(e);</c></summary>
    public static bool IsOne(IOperation statement) => statement is IExpressionStatementOperation { Operation: IInvocationOperation note } && Noting.Says(note.TargetMethod.Name);

    /// <summary>Whichever branch is taken, there are only notes in it: the condition chooses their words.</summary>
    public static bool AreAllThatDependsOn(IConditionalOperation test)
    {
        for (var next = test; ;)
        {
            if (!AreAll(next.WhenTrue))
            {
                return false;
            }

            switch (next.WhenFalse)
            {
                case null:
                    return true;
                case IConditionalOperation another:
                    next = another;
                    break;
                case var last:
                    return AreAll(last);
            }
        }
    }

    private static bool AreAll(IOperation branch) => Operations.StatementsOf(branch).All(IsOne);
}
