using System;
using Xunit.Sdk;

namespace Incidents.Tests.Stage;

public sealed partial class Cable
{
    private static partial Exception Missing(string reason) => SkipException.ForSkip(reason);
}
