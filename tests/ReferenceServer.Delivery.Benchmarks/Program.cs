using System;
using System.Globalization;
using System.IO;
using System.Linq;
using ReferenceServer.Delivery.Benchmarks;
using ReferenceServer.Delivery.Store;

switch (args)
{
    case ["serve", var port, var path, var durability]:
        await Messages.ServeAsync(int.Parse(port, CultureInfo.InvariantCulture), path, Enum.Parse<Durability>(durability));
        return 0;
    case [var what and ("stores" or "messages"), .. var more]:
        var time = TimeSpan.FromSeconds(more.Length > 0 ? double.Parse(more[0], CultureInfo.InvariantCulture) : 2);
        var folder = Directory.CreateDirectory(Path.Combine(more.Length > 1 ? more[1] : Path.GetTempPath(), Path.GetRandomFileName())).FullName;
        try
        {
            await (what == "stores" ? Stores.RunAsync(folder, time) : Messages.RunAsync(folder, time, only: more.ElementAtOrDefault(2) is "all" ? null : more.ElementAtOrDefault(2), rounds: int.Parse(more.ElementAtOrDefault(3) ?? "1", CultureInfo.InvariantCulture)));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        return 0;
    default:
        Console.Error.WriteLine("""
            stores   [SECONDS] [FOLDER]   our journal, SQLite and LiteDB: appends and acknowledgements, so long for each figure
            messages [SECONDS] [FOLDER] [BYTESxSESSIONS|all] [ROUNDS]   acknowledged messages by durability, beside mosquitto (Debian: apt-get install mosquitto); of all rows only those, as 10000x100; medians of so many rounds in turn
            """);
        return 2;
}
