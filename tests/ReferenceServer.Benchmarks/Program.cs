using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using ReferenceServer.Benchmarks;

switch (args)
{
    case ["serve", var transport]:
        await Server.ServeAsync(transport);
        return 0;
    case [] or ["--short"] or ["--only", _]:
        var isShort = args is ["--short"];
        var scenarios = Scenario.All(isShort).Where(scenario => args is not ["--only", var name] || scenario.Name.Contains(name, StringComparison.Ordinal)).ToArray();
        try
        {
            await Table.PrintAsync(scenarios, rounds: isShort ? 1 : 5);
            return 0;
        }
        catch (InvalidOperationException failure)
        {
            Console.Error.WriteLine(failure.Message);
            return 1;
        }

    default:
        Console.Error.WriteLine("""
            (nothing)     all scenarios, five rounds of each transport in turn, about six minutes; prints a table in Markdown
            --only NAME   the scenarios whose names hold NAME
            --short       one short round of everything: figures, but none to quote
            """);
        return 2;
}
