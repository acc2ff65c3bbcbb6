global using Microsoft.VisualStudio.TestTools.UnitTesting;

// The namespace that the device's tests import; MSTest has what they take from it.
namespace nanoFramework.TestFramework
{
}
