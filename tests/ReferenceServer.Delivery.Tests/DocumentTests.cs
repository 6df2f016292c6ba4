using System;
using System.IO;
using System.Text.RegularExpressions;
using ReferenceServer.Delivery.Wire;

namespace ReferenceServer.Delivery.Tests;

/// <summary>The protocol's document says what the code does.</summary>
public sealed class DocumentTests
{
    [Fact]
    public void Every_error_code_stands_in_the_document_with_its_number_and_what_it_ends()
    {
        var text = File.ReadAllText(Path.Combine(Root(), "docs", "delivery-protocol.md"));
        foreach (var code in Enum.GetValues<ErrorCode>())
        {
            if (code == ErrorCode.None)
            {
                continue;
            }

            var mark = code.EndsSession() ? "S" : code.NeedsHelp() ? "H" : "";
            Assert.Matches(new Regex($@"\| {(int)code} \| {code} \| ?{mark} ?\|"), text);
        }
    }

    private static string Root()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "NetworkingAnalyzers.sln")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("The repository's root was not found.");
        }

        return folder;
    }
}
