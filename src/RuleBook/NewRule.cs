using System.Collections.Generic;
using System.IO;

namespace NetworkingAnalyzers.RuleBook;

/// <summary>The files that a new rule starts with. Its test fails and its page is incomplete until both are written.</summary>
internal static class NewRule
{
    public static IEnumerable<(string Path, string Text)> Files(string id, string name)
    {
        var area = Area.Of(id).Name;
        var stem = id + "." + name;
        yield return (Path.Combine("src", "NetworkingAnalyzers", "Rules", area, stem + ".cs"), $$"""
            using NetworkingAnalyzers.Knowledge;

            namespace NetworkingAnalyzers.Rules.{{area}};

            /// <summary>The sin and its consequence in one line.</summary>
            public sealed class {{name}} : NetworkingRule
            {
                /// <summary>Describes the rule.</summary>
                public {{name}}()
                    : base(
                        "{{id}}",
                        "The sin in a few words",
                        "'{0}' does what; do this instead",
                        "What happens in production.")
                {
                }

                /// <inheritdoc/>
                public override string? NoFix => "why no machine can mend it; remove where there is a fix";

                private protected override void Watch(Watch on, NetTypes net) => on.Calls(Topics.None, Judge);

                private static void Judge(Call call) => call.Report(call.Name);
            }

            """);
        yield return (Path.Combine("tests", "NetworkingAnalyzers.Tests", "Rules", area, stem + ".Tests.cs"), $$"""
            using NetworkingAnalyzers.Rules.{{area}};

            namespace NetworkingAnalyzers.Tests.Rules.{{area}};

            public sealed class {{name}}Tests
            {
                [Fact]
                public void Has_no_tests_yet() => Assert.Fail("Write the first test of {{name}}.");
            }

            """);
        yield return (Path.Combine("docs", "rules", id + ".md"), $$"""
            # {{id}}: The sin in a few words

            <!-- facts -->
            <!-- /facts -->

            ## Why

            ## Example

            ```csharp flagged
            ```

            ```csharp quiet
            ```

            ## Why there is no fix

            ## Quiet on purpose

            ## Seen failing

            ## See also

            """);
    }
}
